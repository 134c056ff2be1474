import { transaction } from '../db/client.ts'
import { ProviderBusyError } from '../errors.ts'
import type { Tasks } from '../jobs/catalog.ts'
import { selectAccount, selectAccounts } from './accounts.sql.ts'
import { attributeAccount } from './attribute.ts'
import { connectNonces } from './connect.ts'
import { AccountTakenError, UnknownAccountError } from './errors.ts'
import { AccountProviderRefusedError } from './provider-errors.ts'
import { enqueueRefresh, type RefreshDeps, refreshAccount, storeState } from './refresh.ts'

/** Delay after a rate limit without a Retry-After, in milliseconds. */
const defaultRetryDelay = 60_000

/** Returns the task that gives a user the account that they connected. */
export function connectTask({ pool, accounts }: RefreshDeps): Tasks['connect-account'] {
  return async ({ userId, providerAccountId }, { log }) => {
    try {
      const found = await accounts.findAccount(providerAccountId)
      if (found === null) throw new UnknownAccountError(providerAccountId)
      await transaction(pool, async (client) => {
        const account = await attributeAccount(client, userId, accounts.name, found)
        if (account !== null) await storeState(client, account, found)
      })
    } catch (error) {
      const isFinal = [UnknownAccountError, AccountTakenError, AccountProviderRefusedError].some(
        (final) => error instanceof final,
      )
      if (!isFinal) throw error
      log.warn({ err: error, userId }, 'accounts: the connected account was not given to the user')
    }
  }
}

/** Returns the task that reads one account from the provider. */
export function refreshTask(deps: RefreshDeps): Tasks['refresh-account'] {
  return async ({ accountId }, { log }) => {
    const account = await selectAccount(deps.pool, deps.accounts.name, accountId)
    if (account === null) return
    try {
      await refreshAccount(deps, account)
    } catch (error) {
      if (error instanceof AccountProviderRefusedError) {
        log.warn({ err: error, accountId }, 'accounts: the provider refused to read an account')
      } else if (error instanceof ProviderBusyError) {
        const wait = error.retryAfter ?? defaultRetryDelay
        await transaction(deps.pool, (client) => enqueueRefresh(client, account, wait))
      } else throw error
    }
  }
}

/** Returns the task that enqueues reading all accounts, in case a change was not announced. */
export function syncTask({ pool, accounts }: RefreshDeps): Tasks['sync-accounts'] {
  return async () => {
    await connectNonces.deleteExpired(pool)
    await transaction(pool, async (client) => {
      for (const account of await selectAccounts(client, accounts.name)) await enqueueRefresh(client, account)
    })
  }
}
