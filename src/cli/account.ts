import type { Command } from 'commander'
import { type ListedAccount, selectAllAccounts } from '../accounts/accounts.sql.ts'
import { assignAccount } from '../accounts/attribute.ts'
import { createAccountProvider } from '../providers/accounts.ts'
import { findUserByEmail } from '../users/users.ts'
import { type CommonOptions, run } from './run.ts'

/** `account assign` and `account list`. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('Manage the LinkedIn accounts of users')

  account
    .command('assign')
    .description('Assign to a user an account that is connected at the provider and has no owner yet')
    .argument('<email>', 'e-mail address of the user')
    .argument('<provider-account-id>', 'Id of the account at the provider')
    .option('--json', 'print the result as JSON')
    .action((email: string, providerAccountId: string, options: CommonOptions) =>
      run(options, async (pool, config) => {
        const user = await findUserByEmail(pool, email)
        const accounts = createAccountProvider(config)
        const { name, status, hasSalesNavigator } = await assignAccount({ pool, accounts }, user.id, providerAccountId)
        return {
          json: { email: user.email, providerAccountId, name, status, hasSalesNavigator },
          text: `${user.email} now has the LinkedIn account of ${name} (${stateOf({ status, hasSalesNavigator })}).`,
        }
      }),
    )

  account
    .command('list')
    .description('List the accounts of all users, as last synced with the provider')
    .option('--json', 'print the result as JSON')
    .action((options: CommonOptions) =>
      run(options, async (pool) => {
        const accounts = await selectAllAccounts(pool)
        const lines = accounts.map(
          (account) =>
            `${account.email}  ${account.provider} ${account.providerAccountId}  ${account.name}: ${stateOf(account)}`,
        )
        return { json: { accounts }, text: lines.join('\n') || 'No user has a LinkedIn account.' }
      }),
    )
}

function stateOf({ status, hasSalesNavigator }: Pick<ListedAccount, 'status' | 'hasSalesNavigator'>): string {
  return `${status}, ${hasSalesNavigator ? 'with' : 'without'} Sales Navigator`
}
