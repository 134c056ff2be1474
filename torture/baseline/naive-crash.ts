import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter, peopleFile, startPeopleImport } from '../harness/people-file.ts'

const worker = fileURLToPath(new URL('naive-worker.ts', import.meta.url))
/** Maximum number of pages between two kills. */
const steps = 6
/** Additional kills if the requested ones did no harm. */
const extraKills = 20

/** Results of the naive import. */
export interface NaiveReport {
  readonly 'naive kills': number
  readonly 'naive leads written': number
  readonly 'naive leads charged': number
  /** The invariants it violated; empty if the kills did no harm or the checks missed it. */
  readonly 'naive faults': string
}

/** Runs the naive import once undisturbed, when nothing may break, and once with its process killed. No other worker may run. */
export async function crashNaive(
  database: ScenarioDatabase,
  url: string,
  { kills, rows, seed, random }: { kills: number; rows: number; seed: number; random: () => number },
): Promise<NaiveReport> {
  const pageSize = Math.ceil(rows / (steps * (kills + extraKills)))
  const start = async (name: string, rows: number) => {
    const importer = await createImporter(database, url, { name, credits: rows })
    return await startPeopleImport(importer, peopleFile(rows, seed), { fullName: 'name', email: 'email' })
  }
  const work = (runId: string) => {
    const args = ['--import', 'tsx', worker, database.url, runId, String(pageSize)]
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  await waitForExit(work(await start('naive-undisturbed', 2 * pageSize)))
  const violations = await findViolations(database.pool)
  if (violations.length > 0)
    throw new Error(`The naive import violates invariants without a kill: ${violations.join('; ')}`)

  const runId = await start('naive', rows)
  let killed = 0
  for (let isViolated = false; killed < kills || (!isViolated && killed < kills + extraKills); killed++) {
    const child = work(runId)
    const pages = 2 + Math.floor(random() * (steps / 2))
    const pageMs = await waitForPages(child, () => readPage(database, runId), pages)
    if (child.exitCode !== null) break
    // Any moment of the next page, however slow the machine is.
    await delay(random() * pageMs)
    child.kill('SIGKILL')
    await waitForExit(child)
    isViolated = killed + 1 >= kills && (await findViolations(database.pool)).length > 0
  }
  await waitForExit(work(runId))
  const faults = (await findViolations(database.pool)).join('; ')
  const { written, charged } = await readTotals(database, runId)
  return {
    'naive kills': killed,
    'naive leads written': written,
    'naive leads charged': charged,
    'naive faults': faults,
  }
}

/** Waits for pages or the end of the process; returns how long the last page took, in milliseconds. */
async function waitForPages(child: ChildProcess, readPage: () => Promise<number>, pages: number): Promise<number> {
  let page = await readPage()
  let since = performance.now()
  let pageMs = 0
  for (const goal = page + pages; child.exitCode === null && page < goal; await delay(2)) {
    const reached = await readPage()
    if (reached === page) continue
    pageMs = (performance.now() - since) / (reached - page)
    page = reached
    since = performance.now()
  }
  return pageMs
}

async function waitForExit(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function readPage({ pool }: ScenarioDatabase, runId: string): Promise<number> {
  const { rows } = await pool.query<{ page: number }>('SELECT page FROM import_runs WHERE id = $1', [runId])
  return rows[0]?.page ?? 0
}

async function readTotals({ pool }: ScenarioDatabase, runId: string) {
  const written = await pool.query<{ count: number }>(
    `SELECT count(*)::int FROM list_rows JOIN import_runs AS runs USING (owner_id, list_id) WHERE runs.id = $1`,
    [runId],
  )
  const charged = await pool.query<{ sum: number }>(
    `SELECT COALESCE(sum(quantity), 0)::int AS sum FROM credit_entries WHERE run_id = $1 AND kind = 'CAPTURE'`,
    [runId],
  )
  return { written: written.rows[0]?.count ?? 0, charged: charged.rows[0]?.sum ?? 0 }
}
