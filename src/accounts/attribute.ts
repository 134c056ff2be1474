import type pg from 'pg'
import type { LinkedInProvider } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'
import { insertAccount, type StoredAccount, selectByProviderId, updateAccount } from './accounts.sql.ts'
import { AccountTakenError, ConnectRefusedError, UnknownAccountError } from './errors.ts'
import type { AccountProvider, ProviderAccount } from './provider.ts'

/**
 * Gives a user an account that nobody has, or that is theirs already; null where the user is gone. Throws AccountTakenError for
 * an account of somebody else, which stays theirs.
 */
export async function attributeAccount(
  client: Queryable,
  userId: number,
  provider: LinkedInProvider,
  found: ProviderAccount,
): Promise<StoredAccount | null> {
  await insertAccount(client, userId, provider, found)
  const account = await selectByProviderId(client, provider, found.providerAccountId)
  if (account === null) return null
  if (account.userId !== userId) throw new AccountTakenError(found.providerAccountId)
  return account
}

/**
 * Gives a user an account for which the administrator vouches; once more changes nothing. Throws UnknownAccountError, AccountTakenError,
 * ConnectRefusedError in the sandbox, or what the provider throws.
 */
export async function assignAccount(
  { pool, accounts }: { pool: pg.Pool; accounts: AccountProvider },
  userId: number,
  providerAccountId: string,
): Promise<ProviderAccount> {
  if (accounts.name === 'SANDBOX') {
    throw new ConnectRefusedError(
      'In the sandbox every user has an account of their own. Set UNIPILE_URL and UNIPILE_API_KEY to assign real ones.',
    )
  }
  const found = await accounts.findAccount(providerAccountId)
  if (found === null) throw new UnknownAccountError(providerAccountId)
  const account = await attributeAccount(pool, userId, accounts.name, found)
  if (account !== null) await updateAccount(pool, account.id, found)
  return found
}
