import pLimit from 'p-limit'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { LinkedInAccount } from '../db/generated/client.ts'
import { Shares } from '../db/shares.ts'
import { DomainError, ProviderUnavailableError } from '../errors.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type StoredAccount, selectByProviderId, updateAccount } from './accounts.sql.ts'
import type { AccountProvider, ProviderAccount } from './provider.ts'
import { type AccessDeps, accountsOf } from './sales-nav-access.ts'

/** What identifies an account and its user to the jobs. */
type AccountKey = Pick<StoredAccount, 'id' | 'userId'>

const concurrentRequests = 4
/** Delay before an account that is still connecting is read again, in milliseconds. */
const connectingDelay = 30_000

/** Dependencies for reading accounts from the provider. */
export interface RefreshDeps {
  readonly pool: pg.Pool
  readonly accounts: AccountProvider
}

/** Reads an account from the provider and stores its status. Throws what the provider throws, having changed nothing. */
export async function refreshAccount(
  { pool, accounts }: RefreshDeps,
  account: AccountKey & Pick<StoredAccount, 'providerAccountId'>,
): Promise<void> {
  const found = await accounts.findAccount(account.providerAccountId)
  await transaction(pool, (client) => storeState(client, account, found))
}

/** Stores the status of an account, null if the provider no longer has it, and resumes runs that wait for the account if it is usable. */
export async function storeState(
  client: pg.ClientBase,
  account: AccountKey,
  found: ProviderAccount | null,
): Promise<void> {
  const accountId = account.id
  const state = found ?? { status: 'STOPPED', hasSalesNavigator: false }
  await updateAccount(client, accountId, state)
  // Even if it was usable before, because a run may have started to wait in between.
  if (state.status === 'OK' && state.hasSalesNavigator) {
    await enqueue(client, 'resume-account', { accountId }, { jobKey: `resume ${accountId}` })
  }
  if (state.status === 'CONNECTING') await enqueueRefresh(client, account, connectingDelay)
}

/** Enqueues reading an account after `wait` milliseconds; a delayed job and an immediate one don't replace each other. The accounts of one user are read one at a time. */
export async function enqueueRefresh(
  client: pg.ClientBase,
  { id: accountId, userId }: AccountKey,
  wait = 0,
): Promise<void> {
  const options = {
    jobKey: `refresh ${accountId}${wait > 0 ? ' later' : ''}`,
    queueName: `linkedin accounts ${userId}`,
  }
  const runAt = wait > 0 ? { runAt: new Date(Date.now() + wait) } : {}
  await enqueue(client, 'refresh-account', { accountId }, { ...options, ...runAt })
}

/** Enqueues reading an account whose status the provider says has changed; ignores accounts without an owner. */
export async function acceptStatusHint({ pool, accounts }: RefreshDeps, providerAccountId: string): Promise<void> {
  await transaction(pool, async (client) => {
    const account = await selectByProviderId(client, accounts.name, providerAccountId)
    if (account !== null) await enqueueRefresh(client, account)
  })
}

/** Result of reading a user's accounts from the provider. */
export interface Synced {
  accounts: LinkedInAccount[]
  /** Accounts that could not be read and are unchanged. */
  failures: { account: LinkedInAccount; error: ProviderUnavailableError }[]
}

/** One user's accounts are read once at a time, since all users share what the provider allows. */
const syncs = new Shares(1)

/** Reads the user's accounts from the provider; throws ProviderUnavailableError if none of them could be read. */
export async function syncAccountsOf(deps: AccessDeps & RefreshDeps, userId: number): Promise<Synced> {
  return await syncs.run(userId, () => syncNow(deps, userId))
}

async function syncNow(deps: AccessDeps & RefreshDeps, userId: number): Promise<Synced> {
  const existing = await accountsOf(deps, userId)
  const limit = pLimit(concurrentRequests)
  const errors = await Promise.all(
    existing.map((account) => limit(() => refreshAccount(deps, account).then(() => null, asUnavailable))),
  )
  const [first] = errors
  if (first && errors.every((error) => error !== null)) throw first
  const accounts = await accountsOf(deps, userId)
  const failed = new Map(existing.map(({ id }, at) => [id, errors[at]]))
  return {
    accounts,
    failures: accounts.flatMap((account) => {
      const error = failed.get(account.id)
      return error ? [{ account, error }] : []
    }),
  }
}

/** Returns an error of the provider as a ProviderUnavailableError, for callers that can only retry; throws any other error. */
export function asUnavailable(error: unknown): ProviderUnavailableError {
  if (error instanceof ProviderUnavailableError) return error
  if (error instanceof DomainError) return new ProviderUnavailableError(error.message, { cause: error })
  throw error
}
