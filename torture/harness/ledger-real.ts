import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { blockCompanies } from '../../src/blocklist/block.ts'
import { loadConfig } from '../../src/config.ts'
import { createPrisma } from '../../src/db/client.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { addLeads } from '../../src/imports/start/add-leads.ts'
import { startImportIntoList, startListImport } from '../../src/imports/start/start-import.ts'
import { importTask } from '../../src/imports/task.ts'
import { createLog, type Log } from '../../src/log.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { createUser } from '../../src/users/users.ts'
import type { ScenarioDatabase } from './environment.ts'
import { createFailingPool, type PoolFault } from './failing-pool.ts'
import { blockedPerson, type LedgerModel, type Policy, type Row } from './ledger-model.ts'

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
  readonly calls: { runId: string; call: ImportCall }[] = []
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
    const onMatch = { rows: policy.matched, values: 'OVERWRITE' } as const
    const settings = { onMatch, skipExistingCustomers: skips, idempotencyKey: key, waitSeconds: 0 }
    if (policy.byCall && listId !== undefined) {
      const people = rows.map((row) => {
        const [fullName = '', email = ''] = lineOf(row).split(',')
        return { fullName, email }
      })
      const { id, targetListId } = await addLeads(deps, this.id, { ...settings, listId, people })
      return { runId: id, listId: targetListId }
    }
    const input = {
      csvText: ['name,email', ...rows.map(lineOf), ''].join('\n'),
      dataType: 'PEOPLE',
      personMapping: { fullName: 'name', email: 'email' },
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
    const task = importTask({ pool, config: { ...loadConfig({}), pageSize: this.product.pageSize }, accounts })
    await task({ runId }, { signal: new AbortController().signal, log: this.product.log, priority: 0 })
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

  /** Throws if the stored state differs from the model. */
  async compare(model: LedgerModel): Promise<void> {
    const { rows } = await this.product.pool.query<{ state: unknown }>(state, [this.id])
    const stored = JSON.stringify(rows[0]?.state)
    const expected = JSON.stringify(stateOf(model))
    if (stored !== expected) throw new Error(`The product has\n${stored}\nwhere the model has\n${expected}`)
  }
}

function lineOf(row: Row): string {
  if (row === 'unidentified') return '-,-'
  return `Person ${row},p${row}@${row === blockedPerson ? 'blocked.example' : 'gmail.com'}`
}

const state = `
  SELECT json_build_object(
    'account', json_build_array(balance, reserved),
    'ledger', (SELECT json_build_array(sum(amount), sum(reserved_amount)) FROM credit_entries WHERE user_id = $1),
    'lists', (SELECT count(*) FROM lists WHERE owner_id = $1),
    'people', (SELECT count(*) FROM list_rows WHERE owner_id = $1),
    'runs', (SELECT coalesce(json_agg(json_build_array(status, page, reserved, released, captured, imported, merged, cross_list_skipped,
        blocked, invalid, unaffordable, no_match) ORDER BY seq), '[]')
      FROM import_runs CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS captured FROM credit_entries WHERE run_id = import_runs.id AND kind = 'CAPTURE') entries
      WHERE owner_id = $1)) AS state
  FROM credit_accounts WHERE user_id = $1`

function stateOf({ balance, reserved, lists, runs }: LedgerModel) {
  return {
    account: [balance, reserved],
    ledger: [balance, reserved],
    lists: lists.length,
    people: lists.reduce((sum, list) => sum + list.size, 0),
    runs: runs.map(({ status, pages, reserved, released, counts }) => {
      const { imported, merged, crossListSkipped, blocked, invalid, unaffordable, noMatch } = counts
      return [
        status,
        pages,
        reserved,
        released,
        imported,
        imported,
        merged,
        crossListSkipped,
        blocked,
        invalid,
        unaffordable,
        noMatch,
      ]
    }),
  }
}
