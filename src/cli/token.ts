import type { Command } from 'commander'
import { transaction } from '../db/client.ts'
import { createCountedToken } from '../users/api-tokens.ts'
import { type Scope, scopes } from '../users/scopes.ts'
import { daysFromNow, revokeToken } from '../users/tokens.ts'
import { selectTokensOf } from '../users/users.sql.ts'
import { findUserByEmail } from '../users/users.ts'
import { scopesOf, wholeNumberFrom } from './arguments.ts'
import { type CommonOptions, run } from './run.ts'

interface CreateOptions extends CommonOptions {
  email: string
  expiresInDays?: number
  name: string
  scopes: Scope[]
}

/** A hundred years. */
const maxDays = 36_500

/** `token create`, `token list` and `token revoke`. */
export function addTokenCommands(program: Command): void {
  const token = program.command('token').description('Manage the bearer tokens of users')

  token
    .command('create')
    .description('Create a token for a user; it is shown only once')
    .requiredOption('--email <address>', 'e-mail address of the user')
    .option('--expires-in-days <days>', 'days after which it expires; default: never', wholeNumberFrom(1, maxDays))
    .option('--name <name>', 'what the token is for', '')
    .option('--scopes <scopes>', `comma-separated: ${scopes.join(', ')}; ADMIN includes all`, scopesOf, ['ADMIN'])
    .option('--json', 'print the result as JSON')
    .action((options: CreateOptions) =>
      run(options, async (pool) => {
        const user = await findUserByEmail(pool, options.email)
        const expiresAt = options.expiresInDays === undefined ? null : daysFromNow(options.expiresInDays)
        const { name, scopes } = options
        const created = await transaction(pool, (client) =>
          createCountedToken(client, user.id, { name, scopes, expiresAt }),
        )
        return {
          json: {
            token: created.token,
            prefix: created.prefix,
            id: created.id,
            email: user.email,
            scopes,
            expiresAt,
          },
          text: created.token,
          hint: 'Store it safely: only its hash is kept, so it cannot be shown again.',
        }
      }),
    )

  token
    .command('list')
    .description('List the valid tokens of a user, with their scopes and last use')
    .requiredOption('--email <address>', 'e-mail address of the user')
    .option('--json', 'print the result as JSON')
    .action((options: CommonOptions & { email: string }) =>
      run(options, async (pool) => {
        const user = await findUserByEmail(pool, options.email)
        const tokens = await selectTokensOf(pool, user.id)
        const lines = tokens.map((token) => {
          const name = token.isSignIn ? 'browser' : token.name || 'unnamed'
          const used = `last used: ${token.lastUsedAt?.toISOString() ?? 'never'}`
          return `${token.prefix}…  ${name}  ${token.scopes.join(', ')}  ${used}  expires: ${token.expiresAt?.toISOString() ?? 'never'}`
        })
        return { json: { email: user.email, tokens }, text: lines.join('\n') || `${user.email} has no token.` }
      }),
    )

  token
    .command('revoke')
    .description('Revoke a token and close its open connections')
    .argument('<token-or-prefix>', 'the whole token, or the prefix shown when it was created')
    .option('--json', 'print the result as JSON')
    .action((tokenOrPrefix: string, options: CommonOptions) =>
      run(options, async (pool) => {
        const { id, prefix } = await revokeToken(pool, tokenOrPrefix)
        return { json: { id, prefix, revoked: true }, text: `Revoked ${prefix}….` }
      }),
    )
}
