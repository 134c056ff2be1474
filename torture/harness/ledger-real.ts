import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { blockCompanies } from '../../src/blocklist/block.ts'
import { loadConfig } from '../../src/config.ts'
import { createPrisma } from '../../src/db/client.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { rowIds } from '../../src/db/ids.ts'
import { csvOf } from '../../src/exports/csv.ts'
import { prepareExport } from '../../src/exports/export.ts'
import { deleteRows, startTransfer } from '../../src/imports/bulk/start-bulk.ts'
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
import type { BulkAction, Selection } from './ledger-bulk.ts'
import { isAlive, type ModelLead } from './ledger-lists.ts'
import { domainOf, type LedgerModel, type Policy, type Row } from './ledger-model.ts'

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
    const fields = policy.title === null ? [] : [{ field: 'title', values: policy.title }]
    const onMatch = { rows: policy.rows, values: policy.values, fields }
    const matchBy = policy.usesRowIds ? null : (['LINKEDIN', 'EMAIL'] as const)
    const settings = { onMatch, matchBy, skipExistingCustomers: skips, idempotencyKey: key, waitSeconds: 0 }
    if (policy.byCall && listId !== undefined) {
      const { id, targetListId } = await addLeads(deps, this.id, { ...settings, listId, people: rows.map(valuesOf) })
      return { runId: id, listId: targetListId }
    }
    const lines = rows.map((row) => Object.values(valuesOf(row)).join(','))
    const columns = ['rowId', 'email', 'companyDomain', 'title']
    const input = {
      csvText: [columns.join(','), ...lines, ''].join('\n'),
      dataType: 'PEOPLE',
      personMapping: Object.fromEntries(columns.map((column) => [column, column])),
      ...settings,
    } as const
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

  /** Starts a bulk change as the mutation does; throws its refusal. */
  async transfer(action: BulkAction, fromListId: string, toListId: string, selection: Selection): Promise<string> {
    const { pool, prisma } = this.product
    const selected =
      'leads' in selection
        ? { ids: selection.leads.map(idOf) }
        : { filter: selection.title === null ? {} : { title: { equals: selection.title } } }
    const deps = { pool, prisma, readList: <T>(read: (client: pg.Pool) => Promise<T>) => read(pool) }
    return (await startTransfer(deps, this.id, action, { fromListId, toListId, ...selected })).id
  }

  /** Deletes leads of a list; returns their number. */
  async remove(listId: string, leads: readonly ModelLead[]): Promise<number> {
    const { pool, prisma } = this.product
    const deps = { pool, prisma, readList: <T>(read: (client: pg.Pool) => Promise<T>) => read(pool) }
    return (await deleteRows(deps, this.id, { listId, ids: leads.map(idOf), idsField: 'rowIds' })).deleted
  }

  /** Exports the people of a list; returns their number. */
  async export(listId: string): Promise<number> {
    const request = { listId, format: 'CSV', columns: null, of: 'PEOPLE', filter: null, orderBy: null } as const
    let text = ''
    for await (const piece of csvOf(await prepareExport(this.product.pool, this.id, request))) text += piece
    return text.trim().split('\r\n').length - 1
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
    const { pool } = this.product
    const { rows } = await pool.query<{ state: unknown; now: Date }>(storedState, [this.id])
    const { rows: people } = await pool.query<{ id: string }>(storedPeople, [this.id])
    const stored = JSON.stringify([rows[0]?.state, people.map(({ id: _, ...person }) => person)], null, 1)
    const leads = model.leads.filter(isAlive)
    const expected = JSON.stringify([stateOf(model), leads.map((lead) => this.#personOf(model, lead))], null, 1)
    if (stored !== expected) throw new Error(`The product has\n${stored}\nwhere the model has\n${expected}`)
    for (const [at, lead] of leads.entries()) lead.id = Number(people[at]?.id)
    await this.#tick()
  }

  #personOf({ lists, runs }: LedgerModel, { list, run, key, title, domain, company, editedAt }: ModelLead) {
    return {
      list: this.listIds[list === null ? -1 : lists.indexOf(list)],
      run: this.calls[runs.indexOf(run)]?.runId,
      email: emailOf(key),
      title,
      domain,
      company: company?.domain ?? null,
      edited: editedAt !== null,
    }
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

function valuesOf({ person, title, names }: Row) {
  const isSomeone = person !== 'unidentified'
  return {
    rowId: names === null ? '' : idOf(names),
    email: isSomeone ? emailOf(person) : '-',
    companyDomain: isSomeone ? domainOf(person) : '-',
    title: title ?? '',
  }
}

/** Returns the id of a stored lead. */
export function idOf({ id }: ModelLead): string {
  if (id === null) throw new Error('The lead is not stored.')
  return rowIds.encode(id)
}

/** Returns the address of a person. */
export function emailOf(person: number): string {
  return `p${person}@gmail.com`
}

const storedPeople = `
  SELECT p.id, p.list_id AS list, p.run_id AS run, p.email, p.title, p.company_domain AS domain, c.domain AS company,
    p.edited_at IS NOT NULL AS edited
  FROM list_rows p LEFT JOIN company_rows c ON c.owner_id = p.owner_id AND c.id = company_id WHERE p.owner_id = $1 ORDER BY p.id`

const storedState = `
  SELECT json_build_object(
    'account', json_build_array(balance, reserved),
    'ledger', (SELECT json_build_array(sum(amount), sum(reserved_amount)) FROM credit_entries WHERE user_id = $1),
    'lists', (SELECT count(*) FROM lists WHERE owner_id = $1),
    'companies', (SELECT count(*) FROM company_rows WHERE owner_id = $1),
    'runs', (SELECT coalesce(json_agg(json_build_array(status, page, total, reserved, released, captured, imported, merged, updated,
        cross_list_skipped, blocked, invalid, unaffordable, no_match, companies_created, moved, copied,
        undo IS NOT NULL, undone_at IS NOT NULL, undo_page, removed, companies_removed, refunded, returned) ORDER BY seq), '[]')
      FROM import_runs CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'CAPTURE'), 0) AS captured,
          coalesce(sum(quantity) FILTER (WHERE kind = 'REFUND'), 0) AS returned
        FROM credit_entries WHERE run_id = import_runs.id) entries
      WHERE owner_id = $1)) AS state
  FROM credit_accounts WHERE user_id = $1`

function stateOf({ balance, reserved, lists, runs }: LedgerModel) {
  return {
    account: [balance, reserved],
    ledger: [balance, reserved],
    lists: lists.length,
    companies: lists.reduce((sum, { companies }) => sum + companies.length, 0),
    runs: runs.map(({ status, pages, total, reserved: ofRun, released, counts, undo }) => {
      const { imported, merged, updated, crossListSkipped, blocked, invalid, unaffordable, noMatch } = counts
      const { companiesCreated, moved, copied } = counts
      const { pages: undoPages = 0, removed = 0, companiesRemoved = 0, refunded = 0 } = undo ?? {}
      return [
        ...[status, pages, total, ofRun, released, imported, imported, merged, updated],
        ...[crossListSkipped, blocked, invalid, unaffordable, noMatch, companiesCreated, moved, copied],
        ...[undo !== null, undo?.phase === 'over', undoPages, removed, companiesRemoved, refunded, refunded],
      ]
    }),
  }
}
