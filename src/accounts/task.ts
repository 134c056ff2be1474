import { transaction } from '../db/client.ts'
import { ProviderBusyError } from '../errors.ts'
import type { Tasks } from '../jobs/catalog.ts'
import { selectAccount, selectAccountIds } from './accounts.sql.ts'
import { attributeAccount } from './attribute.ts'
import { connectNonces } from './connect.ts'
import { AccountTakenError, UnknownAccountError } from './errors.ts'
import { AccountProviderRefusedError } from './provider-errors.ts'
import { enqueueRefresh, noteState, type RefreshDeps, refreshAccount } from './refresh.ts'

/** How long the provider is left alone that asks for fewer requests and does not say for how long. */
const usualPause = 60_000

/** The job that gives a user the account that they connected, as the provider has it. */
export function connectTask({ pool, accounts }: RefreshDeps): Tasks['connect-account'] {
  return async ({ userId, providerAccountId }, { log }) => {
    try {
      const found = await accounts.findAccount(providerAccountId)
      if (found === null) throw new UnknownAccountError(providerAccountId)
      await transaction(pool, async (client) => {
        const account = await attributeAccount(client, userId, accounts.name, found)
        if (account !== null) await noteState(client, account.id, found)
      })
    } catch (error) {
      const isFinal = [UnknownAccountError, AccountTakenError, AccountProviderRefusedError].some(
        (final) => error instanceof final,
      )
      if (!isFinal) throw error
      log.warn({ err: error, userId }, 'an account was connected that the user can not have')
    }
  }
}

/** The job that reads one account from the provider. */
export function refreshTask(deps: RefreshDeps): Tasks['refresh-account'] {
  return async ({ accountId }, { log }) => {
    const account = await selectAccount(deps.pool, deps.accounts.name, accountId)
    if (account === null) return
    try {
      await refreshAccount(deps, account)
    } catch (error) {
      if (error instanceof AccountProviderRefusedError) {
        log.warn({ err: error, accountId }, 'the provider says nothing about an account')
      } else if (error instanceof ProviderBusyError) {
        const wait = error.retryAfter ?? usualPause
        await transaction(deps.pool, (client) => enqueueRefresh(client, accountId, wait))
      } else throw error
    }
  }
}

/** The job that has all accounts read that users have: a change may have come without a word. */
export function syncTask({ pool, accounts }: RefreshDeps): Tasks['sync-accounts'] {
  return async () => {
    await connectNonces.deleteExpired(pool)
    await transaction(pool, async (client) => {
      for (const accountId of await selectAccountIds(client, accounts.name)) await enqueueRefresh(client, accountId)
    })
  }
}
