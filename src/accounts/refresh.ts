import pLimit from 'p-limit'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { LinkedInAccount } from '../db/generated/client.ts'
import { DomainError, ProviderUnavailableError } from '../errors.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { selectByProviderId, updateAccount } from './accounts.sql.ts'
import type { AccountProvider, ProviderAccount } from './provider.ts'
import { type AccessDeps, accountsOf } from './sales-nav-access.ts'

/** Jobs about accounts ask the provider one after the other. */
export const accountQueue = 'linkedin accounts'
const askedAtOnce = 4
/** When the provider is asked again about an account that it is still connecting. */
const connectsWithin = 30_000

/** What it takes to ask the provider about accounts. */
export interface RefreshDeps {
  readonly pool: pg.Pool
  readonly accounts: AccountProvider
}

/** Reads an account from the provider and notes what it says. Throws what the provider throws, having changed nothing. */
export async function refreshAccount(
  { pool, accounts }: RefreshDeps,
  account: Pick<LinkedInAccount, 'id' | 'providerAccountId'>,
): Promise<void> {
  const found = await accounts.findAccount(account.providerAccountId)
  await transaction(pool, (client) => noteState(client, account.id, found))
}

/** Notes what the provider says of an account, null where it has none any more; whatever waits for the account to be usable goes on. */
export async function noteState(
  client: pg.ClientBase,
  accountId: string,
  found: ProviderAccount | null,
): Promise<void> {
  const state = found ?? { status: 'STOPPED', hasSalesNavigator: false }
  await updateAccount(client, accountId, state)
  // Whether or not it was usable before: a run may have begun to wait in between.
  if (state.status === 'OK' && state.hasSalesNavigator) {
    await enqueue(client, 'resume-account', { accountId }, { jobKey: `resume ${accountId}` })
  }
  if (state.status === 'CONNECTING') await enqueueRefresh(client, accountId, connectsWithin)
}

/** Lets a worker read an account from the provider, in so many milliseconds; what is to be read now does not wait for that. */
export async function enqueueRefresh(client: pg.ClientBase, accountId: string, wait = 0): Promise<void> {
  const options = { jobKey: `refresh ${accountId}${wait > 0 ? ' later' : ''}`, queueName: accountQueue }
  const runAt = wait > 0 ? { runAt: new Date(Date.now() + wait) } : {}
  await enqueue(client, 'refresh-account', { accountId }, { ...options, ...runAt })
}

/** Lets a worker read an account again of which the provider says that something changed; one that no user has is none of ours. */
export async function acceptStatusHint({ pool, accounts }: RefreshDeps, providerAccountId: string): Promise<void> {
  await transaction(pool, async (client) => {
    const account = await selectByProviderId(client, accounts.name, providerAccountId)
    if (account !== null) await enqueueRefresh(client, account.id)
  })
}

/** What became of a user's accounts when they were read from the provider. */
export interface Synced {
  accounts: LinkedInAccount[]
  /** Those that could not be read, and stay as they were. */
  failures: { account: LinkedInAccount; error: ProviderUnavailableError }[]
}

/** Reads the accounts that the user has from the provider, and no other; throws ProviderUnavailableError where not one could be read. */
export async function syncAccountsOf(deps: AccessDeps & RefreshDeps, userId: number): Promise<Synced> {
  const known = await accountsOf(deps, userId)
  const limit = pLimit(askedAtOnce)
  const errors = await Promise.all(
    known.map((account) => limit(() => refreshAccount(deps, account).then(() => null, asUnavailable))),
  )
  const [first] = errors
  if (first && errors.every((error) => error !== null)) throw first
  const accounts = await accountsOf(deps, userId)
  const failed = new Map(known.map(({ id }, at) => [id, errors[at]]))
  return {
    accounts,
    failures: accounts.flatMap((account) => {
      const error = failed.get(account.id)
      return error ? [{ account, error }] : []
    }),
  }
}

/** What the provider threw, as one error for whoever can only try again; throws what is no word of the provider. */
export function asUnavailable(error: unknown): ProviderUnavailableError {
  if (error instanceof ProviderUnavailableError) return error
  if (error instanceof DomainError) return new ProviderUnavailableError(error.message, { cause: error })
  throw error
}
