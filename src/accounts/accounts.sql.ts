import { randomUUID } from 'node:crypto'
import type { LinkedInProvider } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'
import type { ProviderAccount } from './provider.ts'

/** An account of a user, as jobs need it. */
export interface StoredAccount {
  id: string
  userId: number
  providerAccountId: string
}

const columns = 'id, user_id AS "userId", provider_account_id AS "providerAccountId"'

/** Inserts an account for a user; returns false if a user already has it, or if the user does not exist. */
export async function insertAccount(
  client: Queryable,
  userId: number,
  provider: LinkedInProvider,
  { providerAccountId, name, status, hasSalesNavigator }: ProviderAccount,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO linkedin_accounts (id, user_id, provider, provider_account_id, name, status, has_sales_navigator, last_synced_at)
     SELECT $1::uuid, users.id, $3::linkedin_provider, $4, $5, $6::linkedin_account_status, $7::boolean, now()
     FROM users WHERE users.id = $2
     ON CONFLICT (provider_account_id) DO NOTHING`,
    [randomUUID(), userId, provider, providerAccountId, name, status, hasSalesNavigator],
  )
  return rowCount === 1
}

/** Returns the account with this id at the provider, or null if no user has it. */
export async function selectByProviderId(
  client: Queryable,
  provider: LinkedInProvider,
  providerAccountId: string,
): Promise<StoredAccount | null> {
  const { rows } = await client.query<StoredAccount>(
    `SELECT ${columns} FROM linkedin_accounts WHERE provider = $1::linkedin_provider AND provider_account_id = $2`,
    [provider, providerAccountId],
  )
  return rows[0] ?? null
}

/** Returns the account with this id, or null if it is not at this provider. */
export async function selectAccount(
  client: Queryable,
  provider: LinkedInProvider,
  accountId: string,
): Promise<StoredAccount | null> {
  const { rows } = await client.query<StoredAccount>(
    `SELECT ${columns} FROM linkedin_accounts WHERE provider = $1::linkedin_provider AND id = $2`,
    [provider, accountId],
  )
  return rows[0] ?? null
}

/** Returns all accounts at the provider, oldest first. */
export async function selectAccounts(client: Queryable, provider: LinkedInProvider): Promise<StoredAccount[]> {
  const { rows } = await client.query<StoredAccount>(
    `SELECT ${columns} FROM linkedin_accounts WHERE provider = $1::linkedin_provider ORDER BY seq`,
    [provider],
  )
  return rows
}

/** The status of an account at the provider; without a name, the stored one is kept. */
export type AccountState = Pick<ProviderAccount, 'status' | 'hasSalesNavigator'> & { name?: string }

/** Stores the current status of an account. */
export async function updateAccount(client: Queryable, accountId: string, state: AccountState): Promise<void> {
  await client.query(
    `UPDATE linkedin_accounts SET name = COALESCE($2, name), status = $3::linkedin_account_status, has_sales_navigator = $4,
       last_synced_at = now()
     WHERE id = $1`,
    [accountId, state.name ?? null, state.status, state.hasSalesNavigator],
  )
}

/** An account with its user, for the administrator. */
export interface ListedAccount {
  email: string
  provider: LinkedInProvider
  providerAccountId: string
  name: string
  status: string
  hasSalesNavigator: boolean
  lastSyncedAt: Date | null
}

/** Returns the accounts of all users, oldest first. */
export async function selectAllAccounts(client: Queryable): Promise<ListedAccount[]> {
  const { rows } = await client.query<ListedAccount>(
    `SELECT email, provider, provider_account_id AS "providerAccountId", accounts.name, status,
       has_sales_navigator AS "hasSalesNavigator", last_synced_at AS "lastSyncedAt"
     FROM linkedin_accounts AS accounts JOIN users ON users.id = user_id ORDER BY seq`,
  )
  return rows
}
