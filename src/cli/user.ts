import type { Command } from 'commander'
import { deleteUserWithRuns } from '../deletion/delete-user.ts'
import { urlOf } from '../server/listen.ts'
import { createSignInCode, signInLink } from '../users/sign-in.ts'
import { createUser, findUserByEmail } from '../users/users.ts'
import { creditsFrom } from './arguments.ts'
import { exportUser } from './export-user.ts'
import { type CommonOptions, run } from './run.ts'

interface CreateOptions extends CommonOptions {
  email: string
  name: string
  credits: number
}

/** `user create`, `user delete`, `user export` and `user sign-in`. */
export function addUserCommands(program: Command): void {
  const user = program.command('user').description('Manage users')

  user
    .command('create')
    .description('Create a user with a credit account')
    .requiredOption('--email <address>', 'e-mail address, unique among users')
    .requiredOption('--name <name>', 'display name')
    .option('--credits <number>', 'initial credits; each imported lead costs one', creditsFrom(0), 0)
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

  user
    .command('delete')
    .description('Delete a user with all lists, leads, imports, credits and tokens, and stop their running imports')
    .argument('<email>', 'e-mail address of the user')
    .requiredOption('--yes', 'confirm; this cannot be undone')
    .option('--json', 'print the result as JSON')
    .action((email: string, options: CommonOptions) =>
      run(options, async (pool) => {
        const user = await deleteUserWithRuns(pool, email)
        return {
          json: { id: user.id, email: user.email, deleted: true },
          text: `Deleted ${user.email} (user ${user.id}) and all of their data.`,
        }
      }),
    )

  user
    .command('export')
    .description(
      'Write all data of a user to a folder, one file of JSON Lines per table, without secrets and staged files',
    )
    .argument('<email>', 'e-mail address of the user')
    .argument('<folder>', 'folder to create or to add to; files are not overwritten')
    .option('--json', 'print the result as JSON')
    .action((address: string, folder: string, options: CommonOptions) =>
      run(options, async (pool) => {
        const { id, email } = await findUserByEmail(pool, address)
        const rows = await exportUser(pool, id, folder)
        const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
        return { json: { id, email, folder, rows }, text: `Wrote ${total} rows of ${email} to ${folder}.` }
      }),
    )

  user
    .command('sign-in')
    .description('Print a link that signs in to the dashboard; it works once, within two minutes')
    .argument('<email>', 'e-mail address of the user')
    .option('--json', 'print the result as JSON')
    .action((address: string, options: CommonOptions) =>
      run(options, async (pool, config) => {
        const { id, email } = await findUserByEmail(pool, address)
        const { code, expiresAt } = await createSignInCode(pool, id)
        const url = signInLink(config.publicUrl ?? urlOf(config.host, config.port), code)
        return {
          json: { url, email, expiresAt },
          text: url,
          hint: 'The link works once, within two minutes. Anyone who opens it is signed in.',
        }
      }),
    )
}
