import type pg from 'pg'
import type { LinkedInProvider } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'
import { insertAccount, type StoredAccount, selectByProviderId, updateAccount } from './accounts.sql.ts'
import { AccountTakenError, ConnectRefusedError, UnknownAccountError } from './errors.ts'
import type { AccountProvider, ProviderAccount } from './provider.ts'

/**
 * Gives a user an account, unless they already have it; returns null if the user no longer exists. Throws AccountTakenError if
 * another user has the account.
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
 * Gives a user an account on the administrator's word; idempotent. Throws UnknownAccountError, AccountTakenError,
 * ConnectRefusedError in the sandbox, or what the provider throws.
 */
export async function assignAccount(
  { pool, accounts }: { pool: pg.Pool; accounts: AccountProvider },
  userId: number,
  providerAccountId: string,
): Promise<ProviderAccount> {
  if (accounts.name === 'SANDBOX') {
    throw new ConnectRefusedError(
      'In the sandbox every user already has an account. Set UNIPILE_URL and UNIPILE_API_KEY to assign real accounts.',
    )
  }
  const found = await accounts.findAccount(providerAccountId)
  if (found === null) throw new UnknownAccountError(providerAccountId)
  const account = await attributeAccount(pool, userId, accounts.name, found)
  if (account !== null) await updateAccount(pool, account.id, found)
  return found
}
