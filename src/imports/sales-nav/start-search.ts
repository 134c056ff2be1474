import type pg from 'pg'
import type { AccountProvider } from '../../accounts/provider.ts'
import { findSalesNavAccount } from '../../accounts/sales-nav-access.ts'
import type { Config } from '../../config.ts'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { listName } from '../../lists/name.ts'
import { SalesNavAccountRequiredError } from '../errors.ts'
import {
  checkMatching,
  type MatchingInput,
  matchingOf,
  refuseRowIds,
  refuseUpdateOnly,
} from '../start/check-matching.ts'
import { checkWait } from '../start/check-wait.ts'
import { findReplay, replayable } from '../start/idempotency.ts'
import { startOnce, startRun } from '../start/start-run.ts'
import { newList, ownList } from '../start/target-list.ts'
import { maxSearchResults, searchColumns, searchMapping } from './search-page.ts'
import { parseSalesNavUrl } from './search-url.ts'

/** The input of `importSalesNav`, parsed. */
export interface SearchImport extends MatchingInput {
  url: string
  listId?: string | null | undefined
  listName?: string | null | undefined
  maxResults?: number | null | undefined
  skipExistingCustomers?: boolean | null | undefined
  idempotencyKey?: string | null | undefined
  waitSeconds?: number | null | undefined
}

/** Dependencies of `startSearchImport`. */
export interface SearchDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly accounts: AccountProvider
  readonly config: Pick<Config, 'creditsLow'>
}

const mutation = 'importSalesNav'

/** Starts the import of a people search: checks the input in the documented order, then creates list, reservation, run and job in one transaction. Sends no request to the provider. */
export async function startSearchImport(deps: SearchDeps, ownerId: number, input: SearchImport): Promise<ImportRun> {
  const { idempotencyKey, waitSeconds, ...given } = input
  const search = {
    ...given,
    maxResults: given.maxResults ?? maxSearchResults,
    skipExistingCustomers: given.skipExistingCustomers ?? true,
    ...matchingOf(given),
  }
  const call = replayable(ownerId, mutation, idempotencyKey, search)
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  checkWait(waitSeconds)
  const searchUrl = parseSalesNavUrl(search.url)
  const { maxResults, skipExistingCustomers, onMatch, matchBy } = search
  if (maxResults < 1) {
    throw new InvalidInputError('maxResults', `\`maxResults\` is ${maxResults}. It must be at least 1.`)
  }
  checkMatching(search, 'PEOPLE')
  refuseRowIds(search)
  if (typeof search.listId !== 'string') refuseUpdateOnly(search)
  const account = await findSalesNavAccount(deps, ownerId)
  if (account === null) throw new SalesNavAccountRequiredError()
  const { listId } = search
  const readyList =
    typeof listId === 'string'
      ? await ownList(deps.pool, ownerId, listId)
      : newList(ownerId, listName(search.listName, { field: 'listName', ifBlank: defaultName() }))
  const { run } = await startOnce(deps, { ownerId, call }, async (client) => {
    const owned = {
      ownerId,
      listId: await readyList(client),
      kind: 'SALES_NAV',
      dataType: 'PEOPLE',
      skipExistingCustomers,
      onMatch,
      matchBy,
      mutation,
      call,
    } as const
    const source = {
      searchUrl,
      accountId: account.id,
      columns: searchColumns,
      personMapping: searchMapping,
      total: null,
      warnings: [],
    }
    const { creditsLow } = deps.config
    const upTo = onMatch?.rows === 'UPDATE_ONLY' ? 0 : Math.min(maxResults, maxSearchResults)
    return await startRun(client, { ...owned, ...source }, { upTo, maxResults, creditsLow })
  })
  return run
}

/** Returns a name with today's date in UTC. */
function defaultName(): string {
  const [year, month, day] = new Date().toISOString().slice(0, 10).split('-')
  return `Sales Nav Import - ${month}/${day}/${year}`
}
