import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { WorldDatabase } from '../harness/environment.ts'
import { findBroken } from '../harness/invariants.ts'
import { createImporter, peopleFile, startPeopleImport } from '../harness/people-file.ts'

const worker = fileURLToPath(new URL('naive-worker.ts', import.meta.url))
/** How many pages it gets ahead at most between two deaths. */
const steps = 6
/** So many kills more, where those that were asked for did no harm. */
const patience = 20

/** What became of it. */
export interface NaiveFigures {
  readonly 'naive kills': number
  readonly 'naive leads written': number
  readonly 'naive leads charged': number
  /** What was found broken; nothing: the kills did no harm, or nobody saw it. */
  readonly 'naive faults': string
}

/** Imports in the naive way, once in peace, when nothing may be broken, and once under kills; there is to be no other worker. */
export async function killNaive(
  database: WorldDatabase,
  url: string,
  { kills, rows, seed, random }: { kills: number; rows: number; seed: number; random: () => number },
): Promise<NaiveFigures> {
  const pageSize = Math.ceil(rows / (steps * (kills + patience)))
  const start = async (name: string, rows: number) => {
    const importer = await createImporter(database, url, { name, credits: rows })
    return await startPeopleImport(importer, peopleFile(rows, seed), { fullName: 'name', email: 'email' })
  }
  const work = (runId: string) => {
    const args = ['--import', 'tsx', worker, database.url, runId, String(pageSize)]
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  await ended(work(await start('naive-in-peace', 2 * pageSize)))
  const odd = await findBroken(database.pool)
  if (odd.length > 0) throw new Error(`The naive way is broken without a kill, which proves nothing: ${odd.join('; ')}`)

  const runId = await start('naive', rows)
  let killed = 0
  for (let broken = false; killed < kills || (!broken && killed < kills + patience); killed++) {
    const child = work(runId)
    const goal = (await pagesOf(database, runId)) + 1 + Math.floor(random() * (steps / 2))
    while (child.exitCode === null && (await pagesOf(database, runId)) < goal) await delay(2)
    if (child.exitCode !== null) break
    await delay(random() * 20)
    child.kill('SIGKILL')
    await ended(child)
    broken = killed + 1 >= kills && (await findBroken(database.pool)).length > 0
  }
  await ended(work(runId))
  const faults = (await findBroken(database.pool)).join('; ')
  const { written, charged } = await booksOf(database, runId)
  return {
    'naive kills': killed,
    'naive leads written': written,
    'naive leads charged': charged,
    'naive faults': faults,
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function pagesOf({ pool }: WorldDatabase, runId: string): Promise<number> {
  const { rows } = await pool.query<{ page: number }>('SELECT page FROM import_runs WHERE id = $1', [runId])
  return rows[0]?.page ?? 0
}

async function booksOf({ pool }: WorldDatabase, runId: string) {
  const { rows } = await pool.query<{ written: number; charged: number }>(
    `SELECT (SELECT count(*)::int FROM list_rows WHERE list_id = r.list_id) AS written,
       (SELECT COALESCE(sum(quantity), 0)::int FROM credit_entries WHERE run_id = r.id AND kind = 'CAPTURE') AS charged
     FROM import_runs r WHERE id = $1`,
    [runId],
  )
  return rows[0] ?? { written: 0, charged: 0 }
}
