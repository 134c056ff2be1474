import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { giveUpMs } from './give-up.ts'
import type { Trial } from './scenario.ts'
import type { ServerProcess } from './server-process.ts'
import { ask, type Caller, startImport } from './start-import.ts'

/** A kind of work to interrupt: the import of a file or a search, or the enrichment of an imported file. */
export type Kind = 'CSV' | 'SALES_NAV' | 'ENRICHMENT'

/** A server that imports in small pages, and its users. */
export interface ImportFixture {
  readonly pool: pg.Pool
  readonly server: ServerProcess
  /** Creates a user with ample credits. */
  createUser(name: string): Promise<TestUser>
  /** Waits until a run has this status or has ended; returns its status. */
  waitForStatus(runId: string, status: string): Promise<string>
  statusOf(runId: string): Promise<string>
  /** Resolves when a run has reached this page or has ended. */
  waitForPage(runId: string, page: number): Promise<void>
  /** Resolves when no job is running or due within the next minute. */
  waitUntilIdle(): Promise<void>
  /** Returns a description of each failed job. */
  findFailedJobs(): Promise<string[]>
}

/** A user of the fixture. */
export interface TestUser {
  readonly userId: number
  readonly email: string
  readonly caller: Caller
  /** Starts an import into `listId` or a new list; each `number` yields distinct people. */
  start(
    kind: Kind,
    options: { number: number; rows: number; listId?: string },
  ): Promise<{ runId: string; listId: string }>
}

/** Starts a server that imports several runs at once, in small pages. */
export async function openImportFixture(environment: Trial['environment']): Promise<ImportFixture> {
  const { url: databaseUrl, pool } = await environment.createDatabase()
  const server = await environment.startServer({
    DATABASE_URL: databaseUrl,
    ...{ IMPORT_PAGE_SIZE: '25', WORKER_CONCURRENCY: '4', SALES_NAV_SPACING_MS: '200' },
    ...{ ENRICHMENT_BATCH: '100', ENRICHMENT_POLL_MS: '100' },
  })
  return {
    pool,
    server,
    async createUser(name) {
      const email = `${name}@example.com`
      const { id: userId } = await createUser(pool, { email, name, credits: 10_000_000 })
      const caller = { url: server.url, token: (await createToken(pool, userId)).token }
      // The sandbox creates a user's account on first request.
      await ask(caller, 'mutation { syncLinkedInAccounts { __typename } }', z.unknown())
      return { userId, email, caller, start: (kind, options) => start(caller, kind, options) }
    },
    async waitForStatus(runId, status) {
      for (;;) {
        const found = await stateOf(pool, runId)
        if (found.status === status || found.isOver) return found.status
        await delay(5)
      }
    },
    statusOf: async (runId) => (await stateOf(pool, runId)).status,
    async waitForPage(runId, page) {
      for (let state = await stateOf(pool, runId); !state.isOver && state.page < page; await delay(2)) {
        state = await stateOf(pool, runId)
      }
    },
    async waitUntilIdle() {
      const until = Date.now() + giveUpMs
      for (;;) {
        const { rows } = await pool.query<{ task: string }>(
          `SELECT task_identifier AS task FROM graphile_worker.jobs
           WHERE locked_at IS NOT NULL OR run_at <= now() + interval '1 minute'`,
        )
        if (rows.length === 0) return
        if (Date.now() > until) throw new Error(`Jobs have not ended: ${JSON.stringify(rows)}`)
        await delay(20)
      }
    },
    async findFailedJobs() {
      const { rows } = await pool.query<{ job: string }>(
        `SELECT format('job %s (%s) failed: %s', id, task_identifier, last_error) AS job FROM graphile_worker.jobs
         WHERE last_error IS NOT NULL`,
      )
      return rows.map(({ job }) => job)
    },
  }
}

async function stateOf(pool: pg.Pool, runId: string): Promise<{ status: string; page: number; isOver: boolean }> {
  const { rows } = await pool.query<{ status: string; page: number; isOver: boolean }>(
    `SELECT status::text, page, status IN ('COMPLETED', 'FAILED', 'CANCELLED') AS "isOver" FROM import_runs WHERE id = $1`,
    [runId],
  )
  return rows[0] ?? { status: 'missing', page: 0, isOver: true }
}

async function start(
  caller: Caller,
  kind: Kind,
  { number, rows, listId }: { number: number; rows: number; listId?: string },
): Promise<{ runId: string; listId: string }> {
  const where = listId === undefined ? {} : { listId }
  const started =
    kind === 'SALES_NAV'
      ? await startImport(caller, 'importSalesNav', {
          url: `https://www.linkedin.com/sales/search/people?query=(keywords:n${number})`,
          ...{ maxResults: rows, skipExistingCustomers: false, ...where },
        })
      : await startImport(caller, listId === undefined ? 'createListWithImport' : 'importIntoList', {
          ...(listId === undefined ? { name: `List ${number}` } : where),
          ...(kind === 'CSV' ? peopleFile(number, rows) : companiesFile(number, rows)),
          skipExistingCustomers: false,
        })
  if (started.runId === undefined || started.listId === undefined) {
    throw new Error(`An import was refused: ${JSON.stringify(started)}`)
  }
  return { runId: started.runId, listId: started.listId }
}

function peopleFile(number: number, rows: number) {
  const lines = Array.from({ length: rows }, (_, row) => `Person ${number} ${row},p${number}-${row}@x.example`)
  const csvText = ['name,email', ...lines].join('\n')
  return { csvText, dataType: 'PEOPLE', personMapping: { fullName: 'name', email: 'email' } }
}

function companiesFile(number: number, rows: number) {
  const lines = Array.from(
    { length: rows },
    (_, row) => `Works ${number} ${row},https://www.linkedin.com/company/w${number}-${row}`,
  )
  const csvText = ['name,page', ...lines].join('\n')
  return { csvText, dataType: 'COMPANIES', companyMapping: { name: 'name', linkedinUrl: 'page' } }
}
