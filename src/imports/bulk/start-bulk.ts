import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import type { Queryable } from '../../db/queryable.ts'
import { InvalidInputError } from '../../errors.ts'
import { notify } from '../../events/notify.ts'
import type { CompanyFilter } from '../../lists/company-filter.sql.ts'
import { maxIds } from '../../lists/filter-parts.sql.ts'
import { findOwnList, lockOwnList } from '../../lists/owned-list.ts'
import type { RowFilter } from '../../lists/row-filter.sql.ts'
import { findOwnRows } from '../edit/own-rows.ts'
import { removeRows } from '../edit/remove-rows.ts'
import { enqueueRun } from '../run/lifecycle.ts'
import { findUnknownFields, insertBulkRun, measureScope, selectScope } from './bulk.sql.ts'
import type { BulkChange, Scope } from './bulk-change.ts'
import { storedColumns } from './read-leads.ts'

/** What bulk changes need. */
export interface BulkDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  /** Runs a read that may go through a whole list, with a limit of time. */
  readonly readList: <T>(read: (client: Queryable) => Promise<T>) => Promise<T>
}

/** Rows as a caller selects them: by their ids or by a filter. */
export interface SelectedRows {
  ids?: readonly string[] | null | undefined
  filter?: RowFilter | CompanyFilter | null | undefined
  /** Name of the input field that holds the ids. */
  idsField: 'rowIds' | 'companyIds'
}

const tables = { rowIds: 'list_rows', companyIds: 'company_rows' } as const

/**
 * Starts a run that moves or copies people from one of the owner's lists to another. Throws ListAccessError, RowNotFoundError or
 * InvalidInputError.
 */
export async function startTransfer(
  deps: BulkDeps,
  ownerId: number,
  action: 'MOVE' | 'COPY',
  { fromListId, toListId, ...rows }: Omit<SelectedRows, 'idsField'> & { fromListId: string; toListId: string },
): Promise<ImportRun> {
  const scope = await readScope(deps, ownerId, fromListId, { ...rows, idsField: 'rowIds' })
  const target = await findOwnList(deps.pool, ownerId, toListId)
  if (target === scope.listId) {
    throw new InvalidInputError('toListId', 'Both lists are the same. Choose another list for the people.')
  }
  const { count, lastId } = await deps.readList((client) => measureScope(client, ownerId, scope))
  if (count === 0) throw new InvalidInputError('filter', 'The filter selects no one in this list.')
  return await startRun(deps, ownerId, { listId: target, total: count, change: { ...scope, action, lastId } })
}

/** How many rows a call has deleted, and the run that deletes them if there are too many for the call. */
export interface Deletion {
  deleted: number
  runId: string | null
}

/**
 * Deletes people or companies of one of the owner's lists: up to `maxAtOnce` at once, more in a run. With `dryRun` it only counts them.
 * Throws ListAccessError, RowNotFoundError or InvalidInputError.
 */
export async function deleteRows(
  deps: BulkDeps,
  ownerId: number,
  { listId, dryRun, ...rows }: SelectedRows & { listId: string; dryRun?: boolean | null | undefined },
  maxAtOnce = maxIds,
): Promise<Deletion> {
  const scope = await readScope(deps, ownerId, listId, rows)
  const { count, lastId } = await deps.readList((client) => measureScope(client, ownerId, scope))
  if (dryRun) return { deleted: count, runId: null }
  if (count > maxAtOnce) {
    const change = { ...scope, action: 'DELETE', lastId } as const
    const { id: runId } = await startRun(deps, ownerId, { listId: scope.listId, total: count, change })
    return { deleted: 0, runId }
  }
  const deleted = await transaction(deps.pool, async (client) => {
    await lockOwner(client, ownerId)
    const found = await selectScope(client, ownerId, { ...scope, after: 0, lastId, limit: maxAtOnce })
    return await removeRows(
      client,
      ownerId,
      scope,
      found.map(({ id }) => id),
    )
  })
  return { deleted, runId: null }
}

async function readScope(
  { pool, readList }: BulkDeps,
  ownerId: number,
  givenList: string,
  { ids, filter, idsField }: SelectedRows,
): Promise<Scope> {
  const listId = await findOwnList(pool, ownerId, givenList)
  const table = tables[idsField]
  if (Array.isArray(ids) === Boolean(filter)) {
    throw new InvalidInputError(idsField, `Give exactly one of \`${idsField}\` and \`filter\`.`)
  }
  if (filter) {
    const scope = { table, listId, selection: { filter } }
    const names = (filter.custom ?? []).map(({ name }) => name)
    const [unknown] =
      names.length === 0 ? [] : await readList((client) => findUnknownFields(client, ownerId, scope, names))
    if (unknown !== undefined) {
      throw new InvalidInputError('filter.custom', `No row of the list has the custom field “${unknown}”.`)
    }
    return scope
  }
  const given = ids ?? []
  if (given.length === 0 || given.length > maxIds) {
    const most = maxIds.toLocaleString('en')
    throw new InvalidInputError(idsField, `Give 1 to ${most} ids in one call, or a \`filter\`.`)
  }
  const places = await findOwnRows(pool, ownerId, table, given, listId)
  return { table, listId, selection: { ids: places.map(({ id }) => id) } }
}

const mutations = { MOVE: 'moveLeads', COPY: 'copyLeads', DELETE: 'deleteLeads' } as const

async function startRun(
  { pool, prisma }: BulkDeps,
  ownerId: number,
  { listId, total, change }: { listId: string; total: number; change: BulkChange },
): Promise<ImportRun> {
  const id = randomUUID()
  const start = async (client: pg.ClientBase) => {
    await lockOwnList(client, ownerId, listId)
    await insertBulkRun(client, {
      ...{ id, ownerId, listId, total, change, columns: storedColumns },
      dataType: change.table === 'list_rows' ? 'PEOPLE' : 'COMPANIES',
      mutation: change.table === 'company_rows' ? 'deleteCompanies' : mutations[change.action],
    })
    await enqueueRun(client, { ownerId, id, accountId: null })
    await notify(client, 'importRun', { runId: id, version: 1 })
  }
  await transaction(pool, start, { keepOwner: ownerId })
  return await prisma.importRun.findUniqueOrThrow({ where: { ownerId_id: { ownerId, id } } })
}
