import type pg from 'pg'
import type { AccountProvider } from '../accounts/provider.ts'
import { findSalesNavAccount } from '../accounts/sales-nav-access.ts'
import type { ImportRun, PrismaClient } from '../db/generated/client.ts'
import { InvalidInputError } from '../errors.ts'
import { createList } from '../lists/create.ts'
import { listName } from '../lists/name.ts'
import { findOwnList, keepOwnList } from '../lists/own.ts'
import { SalesNavAccountRequiredError } from './errors.ts'
import { findReplay, replayable } from './replay.ts'
import { searchColumns, searchReach } from './sales-nav-source.ts'
import { parseSalesNavUrl } from './sales-nav-url.ts'
import { startOnce, startRun } from './start-run.ts'

/** The input of `importSalesNav`, parsed. */
export interface SearchImport {
  url: string
  listId?: string | null | undefined
  listName?: string | null | undefined
  maxResults?: number | null | undefined
  skipExistingCustomers: boolean
  idempotencyKey?: string | null | undefined
}

/** What starting a search needs of the process. */
export interface SearchDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly accounts: AccountProvider
}

const mutation = 'importSalesNav'

/** Starts the import of a people search: checks in the order of the contract, then list, reservation, run and job in one transaction. Asks no provider. */
export async function startSearchImport(deps: SearchDeps, ownerId: number, input: SearchImport): Promise<ImportRun> {
  const { idempotencyKey, ...search } = { ...input, maxResults: input.maxResults ?? searchReach }
  const call = replayable(ownerId, mutation, idempotencyKey, search)
  const replay = await findReplay(deps.prisma, call)
  if (replay !== null) return replay
  const searchUrl = parseSalesNavUrl(search.url)
  const { maxResults, skipExistingCustomers } = search
  if (maxResults < 1) {
    throw new InvalidInputError('maxResults', `\`maxResults\` is ${maxResults}: ask for one lead at least.`)
  }
  const account = await findSalesNavAccount(deps, ownerId)
  if (account === null) throw new SalesNavAccountRequiredError()
  const readyList = await checkList(deps.pool, ownerId, search)
  const { run } = await startOnce(deps, call, async (client) => {
    const listId = await readyList(client)
    const owned = {
      ownerId,
      listId,
      kind: 'SALES_NAV',
      dataType: 'PEOPLE',
      skipExistingCustomers,
      mutation,
      call,
    } as const
    const source = { searchUrl, accountId: account.id, columns: searchColumns, total: null, warnings: [] }
    return await startRun(client, { ...owned, ...source }, { upTo: Math.min(maxResults, searchReach), maxResults })
  })
  return run
}

async function checkList(
  pool: pg.Pool,
  ownerId: number,
  { listId, listName: wanted }: Pick<SearchImport, 'listId' | 'listName'>,
) {
  if (listId === null || listId === undefined) {
    const name = listName(wanted?.replaceAll('\0', '').trim() || defaultName(new Date()))
    return (client: pg.ClientBase) => createList(client, ownerId, name)
  }
  const id = await findOwnList(pool, ownerId, listId)
  return async (client: pg.ClientBase) => {
    await keepOwnList(client, ownerId, id)
    return id
  }
}

/** By the date in UTC. */
function defaultName(now: Date): string {
  const [year, month, day] = now.toISOString().slice(0, 10).split('-')
  return `Sales Nav Import - ${month}/${day}/${year}`
}
