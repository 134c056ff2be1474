import type { Command } from 'commander'
import { availableCredits, grantCredits } from '../credits/ledger.ts'
import { findUserByEmail } from '../users/users.ts'
import { creditsFrom } from './arguments.ts'
import { type CommonOptions, run } from './run.ts'

interface GrantOptions extends CommonOptions {
  email: string
  amount: number
  note?: string
}

/** `credits grant`. */
export function addCreditsCommands(program: Command): void {
  const credits = program.command('credits').description('Manage the credits of users')

  credits
    .command('grant')
    .description('Add credits to a user')
    .requiredOption('--email <address>', 'e-mail address of the user')
    .requiredOption('--amount <number>', 'credits to add', creditsFrom(1))
    .option('--note <text>', "reason, as shown in the user's credit history")
    .option('--json', 'print the result as JSON')
    .action((options: GrantOptions) =>
      run(options, async (pool) => {
        const user = await findUserByEmail(pool, options.email)
        await grantCredits(pool, user.id, options.amount, options.note)
        const available = await availableCredits(pool, user.id)
        return {
          json: { email: user.email, amount: options.amount, available },
          text: `Granted ${options.amount} credits to ${user.email}, who has ${available} available now.`,
        }
      }),
    )
}
