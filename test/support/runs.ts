import pg from 'pg'
import { expect, inject } from 'vitest'
import * as z from 'zod'
import { lockOwner } from '../../src/db/client.ts'
import { runScript } from '../../torture/harness/run-script.ts'
import { databaseUrl } from '../../torture/harness/test-cluster.ts'
import type { TestApp } from './app.ts'
import { type Importer, importInput } from './imports.ts'
import { openStream, type Stream, type Transport } from './streams.ts'
import { waitFor } from './wait-for.ts'

/** Returns a CSV of `count` people, a multiple of ten: in each ten the ninth repeats the eighth and the tenth is invalid. */
export function people(count: number, domain = 'a.example'): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const row = index + 1
    return row % 10 === 0 ? '-,-' : `Person ${row},p${row % 10 === 9 ? row - 1 : row}@${domain}`
  })
  return ['fullName,email', ...rows, ''].join('\n')
}

/** Returns the final counts of an import of that CSV. */
export function finalCounts(count: number) {
  const tenth = count / 10
  return { total: count, processed: count, imported: 8 * tenth, merged: tenth, invalid: tenth }
}

/** Starts an import; resolves when it is accepted. */
export async function startImport(
  { query }: Pick<Importer, 'query'>,
  csv: string,
  input: Record<string, unknown> = {},
): Promise<{ listId: string; runId: string }> {
  const { createListWithImport: started } = await query<{
    createListWithImport: { listId: string; runId: string; message?: string }
  }>(
    `mutation ($input: CreateListWithImportInput!) {
      createListWithImport(input: $input) {
        ... on Error { message }
        ... on CreateListWithImportPayload { listId runId }
      }
    }`,
    { input: importInput(csv, { input: { waitSeconds: 0, ...input } }) },
  )
  if (started.message !== undefined) throw new Error(started.message)
  return started
}

/** Blocks the pages of a user's runs; returns a function that releases them. */
export async function holdPages(pool: pg.Pool, ownerId: number): Promise<() => Promise<void>> {
  return await hold(pool, (client) => lockOwner(client, ownerId))
}

/** Starts an import and blocks it after its first page; `release` lets it continue. */
export async function startAndHold(
  { pool }: Pick<TestApp, 'pool'>,
  importer: Pick<Importer, 'query' | 'userId'>,
  csv: string,
): Promise<{ listId: string; runId: string; release(): Promise<void> }> {
  const waiting = (count: number) => waitFor(async () => (await countWaiting(pool, importer.userId)) === count)
  const begin = await holdPages(pool, importer.userId)
  const started = await startImport(importer, csv)
  await waiting(1)
  // Gets the lock after the first page, which waits already, and before the second.
  const held = holdPages(pool, importer.userId)
  await waiting(2)
  await begin()
  return { ...started, release: await held }
}

/** Returns how many transactions wait for a user's lock. */
export async function countWaiting(pool: pg.Pool, ownerId: number): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid::int = $1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [ownerId],
  )
  return rowCount ?? 0
}

/** Blocks the page in which this row is merged or invalid after its people are written, until `release` is called. */
export async function holdMidPage(
  pool: pg.Pool,
  rowNumber: number,
): Promise<{ reached(): Promise<void>; release(): Promise<void> }> {
  await runScript(
    pool,
    `CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7, 7); RETURN NEW; END';
     CREATE TRIGGER stop_here BEFORE INSERT ON import_outcomes FOR EACH ROW WHEN (NEW.row_number = ${rowNumber}) EXECUTE FUNCTION stop_here()`,
  )
  const nodes = await openNodes(pool)
  await Promise.all(nodes.map((node) => node.query('SELECT pg_advisory_lock(7, 7)')))
  const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND (classid, objid) = (7, 7)
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const countOn = async (node: pg.Client) => (await node.query(waiting)).rowCount ?? 0
  return {
    reached: () => waitFor(async () => (await Promise.all(nodes.map(countOn))).some((count) => count > 0)),
    async release() {
      await Promise.all(nodes.map((node) => node.end()))
    },
  }
}

/** Opens a connection to a database on each node, as a trigger runs where its row is. */
async function openNodes(pool: pg.Pool): Promise<pg.Client[]> {
  const { rows } = await pool.query<{ name: string }>('SELECT current_database()::text AS name')
  const clients = inject('nodes').map((node) => new pg.Client(databaseUrl(node, rows[0]?.name ?? '')))
  for (const client of clients) client.on('error', () => {})
  await Promise.all(clients.map((client) => client.connect()))
  return clients
}

async function hold(pool: pg.Pool, lock: (client: pg.PoolClient) => Promise<unknown>): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query('BEGIN')
  await lock(client)
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

/** Returns how many import jobs wait or run. */
export async function countJobs(pool: pg.Pool, state: 'all' | 'locked' = 'all'): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT FROM graphile_worker.jobs WHERE task_identifier IN ('import', 'import-search') ${state === 'locked' ? 'AND locked_by IS NOT NULL' : ''}`,
  )
  return rowCount ?? 0
}

/** Returns a user's credits, which must equal the sums of the ledger. */
export async function creditsOf(pool: pg.Pool, userId: number): Promise<{ balance: number; reserved: number }> {
  const { rows } = await pool.query(
    `SELECT balance, reserved, sum(amount)::int AS "ledgerBalance", sum(reserved_amount)::int AS "ledgerReserved"
     FROM credit_accounts JOIN credit_entries USING (user_id) WHERE user_id = $1 GROUP BY balance, reserved`,
    [userId],
  )
  const { balance, reserved } = rows[0]
  expect(rows[0]).toEqual({ balance, reserved, ledgerBalance: balance, ledgerReserved: reserved })
  return { balance, reserved }
}

const runShape = z.object({
  id: z.string(),
  status: z.string(),
  version: z.int(),
  counts: z.object({
    total: z.int().nullable(),
    processed: z.int(),
    imported: z.int(),
    merged: z.int(),
    crossListSkipped: z.int(),
    blocked: z.int(),
    invalid: z.int(),
    unaffordable: z.int(),
  }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  page: z.int(),
  pauseReason: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  warnings: z.array(z.string()),
  list: z.object({ id: z.string(), name: z.string() }).nullable(),
})

/** A run as a client sees it. */
export type RunSnapshot = z.infer<typeof runShape>

const runFields = `
  id status version error { code message } page pauseReason nextAttemptAt warnings list { id name }
  counts { total processed imported merged crossListSkipped blocked invalid unaffordable }`

/** Returns a run's current state. */
export async function readRun({ query }: Pick<Importer, 'query'>, runId: string): Promise<RunSnapshot> {
  const { importRun } = await query(`query ($runId: ID!) { importRun(id: $runId) { ${runFields} } }`, { runId })
  return runShape.parse(importRun)
}

/** Subscribes to one run. */
export function watchRun(
  app: Pick<TestApp, 'url'>,
  token: string | undefined,
  runId: string,
  transport?: Transport,
): Promise<Stream<RunSnapshot>> {
  return openStream(
    app.url,
    { query: `subscription ($runId: ID!) { importProgress(runId: $runId) { ${runFields} } }`, variables: { runId } },
    runShape,
    { token, transport },
  )
}

/** Subscribes to all runs of a user. */
export function watchActivity(
  app: Pick<TestApp, 'url'>,
  token: string | undefined,
  transport?: Transport,
  since?: Date,
): Promise<Stream<RunSnapshot>> {
  const query = `subscription ($since: DateTime) { importActivity(since: $since) { ${runFields} } }`
  return openStream(app.url, { query, variables: { since } }, runShape, { token, transport })
}

/** Returns whether a run has ended. */
export function isOver({ status }: Pick<RunSnapshot, 'status'>): boolean {
  return ['COMPLETED', 'FAILED', 'CANCELLED'].includes(status)
}

/** Asserts that in all events of a stream the counts add up, versions only grow, and nothing follows the end of a run. */
export function expectSound(events: readonly RunSnapshot[]): void {
  const last = new Map<string, RunSnapshot>()
  for (const event of events) {
    const { total, processed, imported, merged, crossListSkipped, blocked, invalid, unaffordable } = event.counts
    expect(processed).toBe(imported + merged + crossListSkipped + blocked + invalid + unaffordable)
    expect(processed).toBeLessThanOrEqual(total ?? Number.POSITIVE_INFINITY)
    const before = last.get(event.id)
    if (before) {
      expect(event.version).toBeGreaterThan(before.version)
      expect(processed).toBeGreaterThanOrEqual(before.counts.processed)
      expect(isOver(before)).toBe(false)
    }
    last.set(event.id, event)
  }
}
