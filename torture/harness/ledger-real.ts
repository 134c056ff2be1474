import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type pg from 'pg'
import { blockCompanies } from '../../src/blocklist/block.ts'
import { loadConfig } from '../../src/config.ts'
import { createPrisma } from '../../src/db/client.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { csvOf } from '../../src/exports/csv.ts'
import { prepareExport } from '../../src/exports/export.ts'
import type { ExportRequest } from '../../src/exports/export-request.ts'
import { type Deletion, deleteRows, startTransfer } from '../../src/imports/bulk/start-bulk.ts'
import { addLeads } from '../../src/imports/start/add-leads.ts'
import { startImportIntoList, startListImport } from '../../src/imports/start/start-import.ts'
import { importTask } from '../../src/imports/task.ts'
import { undoImport } from '../../src/imports/undo/undo-import.ts'
import { undoTask } from '../../src/imports/undo/undo-task.ts'
import { createLog, type Log } from '../../src/log.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { createUser } from '../../src/users/users.ts'
import type { ScenarioDatabase } from './environment.ts'
import { createFailingPool, type PoolFault } from './failing-pool.ts'
import type { Selection } from './ledger-bulk.ts'
import { companyFilterOf, type ModelFilter, rowFilterOf } from './ledger-filters.ts'
import { companyDomain, domainOf, emailOf, idOf } from './ledger-lists.ts'
import type { LedgerModel, Policy, Row } from './ledger-model.ts'
import { compareState } from './ledger-state.ts'

const accounts = createSandbox()

/** The product's own code, run in this process without a server. */
export interface Product {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly url: string
  readonly log: Log
  readonly pageSize: number
}

/** The input of a call that starts an import; repeating it with the same key is idempotent. */
export interface ImportCall {
  readonly rows: readonly Row[]
  readonly skips: boolean
  readonly policy: Policy
  readonly listId: string | undefined
  readonly key: string
}

/** Prepares the product on a database. */
export function openProduct({ pool, url }: ScenarioDatabase, pageSize: number): Product & { close(): Promise<void> } {
  const prisma = createPrisma(pool)
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  return { pool, prisma, url, log, pageSize, close: () => prisma.$disconnect() }
}

/** A user of the product, any step of whom can be made to fail. */
export class LedgerUser {
  readonly product: Product
  readonly id: number
  readonly listIds: string[] = []
  /** The call that started each run; null for a bulk change. */
  readonly calls: { runId: string; call: ImportCall | null }[] = []
  #faults = 0

  constructor(product: Product, id: number) {
    this.product = product
    this.id = id
  }

  /** Creates the user, with credits and a company on the block list. */
  static async create(product: Product, credits: number): Promise<LedgerUser> {
    const { id } = await createUser(product.pool, { email: `${randomUUID()}@example.com`, name: 'A', credits })
    await blockCompanies(product.pool, id, [{ domain: 'blocked.example' }])
    return new LedgerUser(product, id)
  }

  /** The number of faults injected so far. */
  get faults(): number {
    return this.#faults
  }

  /** Starts an import as the mutation does; throws its refusal. */
  async start(call: ImportCall, pool = this.product.pool): Promise<{ runId: string; listId: string }> {
    const deps = { pool, prisma: this.product.prisma, config: loadConfig({ DATABASE_URL: this.product.url }) }
    const { rows, skips, policy, listId, key } = call
    const isOfCompanies = rows.some((row) => 'company' in row)
    const field = isOfCompanies ? 'industry' : 'title'
    const fields = policy.title === null ? [] : [{ field, values: policy.title }]
    const onMatch = { rows: policy.rows, values: policy.values, fields }
    const tiers = isOfCompanies ? (['DOMAIN', 'LINKEDIN'] as const) : (['LINKEDIN', 'EMAIL'] as const)
    const matchBy = policy.usesRowIds ? null : tiers
    const settings = { onMatch, matchBy, skipExistingCustomers: skips, idempotencyKey: key, waitSeconds: 0 }
    if (policy.byCall && listId !== undefined) {
      const { id, targetListId } = await addLeads(deps, this.id, {
        ...{ ...settings, listId, [isOfCompanies ? 'companies' : 'people']: rows.map(valuesOf) },
      })
      return { runId: id, listId: targetListId }
    }
    const lines = rows.map((row) => Object.values(valuesOf(row)).join(','))
    const columns = ['rowId', ...(isOfCompanies ? ['domain'] : ['email', 'companyDomain']), field]
    const mapping = Object.fromEntries(columns.map((column) => [column, column]))
    const input = {
      csvText: [columns.join(','), ...lines, ''].join('\n'),
      ...(isOfCompanies
        ? { dataType: 'COMPANIES' as const, companyMapping: mapping }
        : { dataType: 'PEOPLE' as const, personMapping: mapping }),
      ...settings,
    }
    const run =
      listId === undefined
        ? await startListImport(deps, this.id, { ...input, name: 'A list' })
        : await startImportIntoList(deps, this.id, { ...input, listId })
    return { runId: run.id, listId: run.targetListId }
  }

  /** Works on a run as a worker does. */
  async work(runId: string, pool = this.product.pool): Promise<void> {
    const task = importTask({ pool, config: this.#config, accounts })
    await task({ runId }, this.#job)
  }

  /** Runs a step with an injected fault; returns whether the fault was reached. */
  async runWithFault(fault: PoolFault, step: (pool: pg.Pool) => Promise<unknown>): Promise<boolean> {
    const { url, pool, log } = this.product
    const failing = createFailingPool(url, fault, pool, log)
    try {
      await step(failing.pool)
    } catch (error) {
      if (!failing.wasInjected()) throw error
    } finally {
      await failing.end()
    }
    if (failing.wasInjected()) this.#faults += 1
    return failing.wasInjected()
  }

  /** Returns a run's status and page. */
  async progressOf(runId: string) {
    return await this.product.prisma.importRun.findFirstOrThrow({
      where: { id: runId },
      select: { status: true, page: true },
    })
  }

  /** Starts to move or copy people as the mutation does; throws its refusal. */
  async transfer(action: 'MOVE' | 'COPY', fromListId: string, toListId: string, selection: Selection): Promise<string> {
    return (
      await startTransfer(this.#bulkDeps, this.id, action, { fromListId, toListId, ...this.#selected(selection) })
    ).id
  }

  /** Deletes people or companies of a list as the mutation does, or counts them; more than `maxAtOnce` in a run. */
  async remove(
    listId: string,
    selection: Selection,
    { maxAtOnce, dryRun = false }: { maxAtOnce?: number; dryRun?: boolean } = {},
  ): Promise<Deletion> {
    const idsField = selection.of === 'PEOPLE' ? 'rowIds' : 'companyIds'
    const rows = { listId, ...this.#selected(selection), idsField, dryRun } as const
    return await deleteRows(this.#bulkDeps, this.id, rows, maxAtOnce)
  }

  #selected(selection: Selection) {
    if ('leads' in selection) return { ids: selection.leads.map(idOf) }
    return { filter: this.#filterOf(selection) }
  }

  #filterOf({ of, filter }: { of: Selection['of']; filter: ModelFilter }) {
    const runIds = this.calls.map(({ runId }) => runId)
    return of === 'PEOPLE' ? rowFilterOf(filter, runIds) : companyFilterOf(filter, runIds)
  }

  get #bulkDeps() {
    const { pool, prisma } = this.product
    return { pool, prisma, readList: <T>(read: (client: pg.Pool) => Promise<T>) => read(pool) }
  }

  /** Exports what a filter selects of a list; returns the ids in order. */
  async export(listId: string, of: Selection['of'], filter: ModelFilter): Promise<string[]> {
    const request = {
      listId,
      of,
      format: 'CSV',
      columns: ['id'],
      filter: this.#filterOf({ of, filter }),
      orderBy: null,
    }
    const csv = await text(csvOf(await prepareExport(this.product.pool, this.id, request as ExportRequest)))
    return csv.trim().split('\r\n').slice(1)
  }

  /** Enriches the companies of a list that have a domain. */
  async enrich(listId: string, domain: string): Promise<void> {
    await this.product.pool.query(
      'UPDATE company_rows SET enriched_at = now() WHERE owner_id = $1 AND list_id = $2 AND domain = $3',
      [this.id, listId, domain],
    )
  }

  /** Undoes a run as the mutation does; throws its refusal. */
  async undo(runId: string, pool = this.product.pool): Promise<void> {
    await undoImport({ pool, config: this.#config }, this.id, runId)
  }

  /** Continues the undo of a run as a worker does. */
  async workOnUndo(runId: string, pool = this.product.pool): Promise<void> {
    await undoTask({ pool, config: this.#config })({ ownerId: this.id, runId }, this.#job)
  }

  get #job() {
    return { signal: new AbortController().signal, log: this.product.log, priority: 0 }
  }

  get #config() {
    return { ...loadConfig({}), pageSize: this.product.pageSize }
  }

  /** Returns how far the undo of a run is. */
  async undoOf(runId: string): Promise<{ pages: number; isOver: boolean }> {
    const { undoPage, undoneAt } = await this.product.prisma.importRun.findFirstOrThrow({
      where: { id: runId },
      select: { undoPage: true, undoneAt: true },
    })
    return { pages: undoPage, isOver: undoneAt !== null }
  }

  /** Throws if the stored state differs from the model, and gives the leads of the model their numbers. */
  async compare(model: LedgerModel): Promise<void> {
    await compareState(this.product.pool, this, model)
    await this.#tick()
  }

  /** Waits until stored times tell what follows from what was before. */
  async #tick(): Promise<void> {
    const { pool } = this.product
    const { rows } = await pool.query<{ now: string }>('SELECT clock_timestamp()::text AS now')
    const later = `SELECT clock_timestamp() > $1::timestamptz + interval '2 milliseconds' AS "isLater"`
    for (let isLater = false; !isLater; ) {
      isLater = (await pool.query<{ isLater: boolean }>(later, [rows[0]?.now])).rows[0]?.isLater ?? true
    }
  }
}

function valuesOf(row: Row) {
  const rowId = row.names === null ? '' : idOf(row.names)
  const title = row.title ?? ''
  if ('company' in row)
    return { rowId, domain: row.company === 'unidentified' ? '-' : companyDomain(row.company), industry: title }
  const { person } = row
  const isSomeone = person !== 'unidentified'
  return {
    rowId,
    email: isSomeone ? emailOf(person) : '-',
    companyDomain: isSomeone ? domainOf(person) : '-',
    title,
  }
}
