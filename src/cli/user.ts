import type { Command } from 'commander'
import { createUser } from '../users/users.ts'
import { creditsFrom } from './arguments.ts'
import { type CommonOptions, run } from './run.ts'

interface CreateOptions extends CommonOptions {
  email: string
  name: string
  credits: number
}

/** `user create`. */
export function addUserCommands(program: Command): void {
  const user = program.command('user').description('Manage the people who may use this server')

  user
    .command('create')
    .description('Create a user with a credit account')
    .requiredOption('--email <address>', 'e-mail address, unique among users')
    .requiredOption('--name <name>', 'name as shown to the user')
    .option('--credits <number>', 'credits to begin with; one imported lead costs one', creditsFrom(0), 0)
    .option('--json', 'print the result as JSON')
    .action((options: CreateOptions) =>
      run(options, async (pool) => {
        const { id, email, name } = await createUser(pool, options)
        const { credits } = options
        return {
          json: { id, email, name, credits },
          text: `Created ${email} (user ${id}) with ${credits} credits.`,
        }
      }),
    )
}
