import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { WorldDatabase } from './environment.ts'
import { createImporter, peopleFile, startPeopleImport } from './people-file.ts'
import type { Caller } from './start-import.ts'

/** A user who imports one file after the other, so that an import is always under way. */
export interface SteadyImporter {
  /** Speaks to a server as this user. */
  at(url: string): Caller
  /** The run that is under way; another one is started where none is. */
  underWay(url: string): Promise<string>
  /** Resolves when the run has got so many pages further, or is over: whether it is not. */
  further(runId: string, pages?: number): Promise<boolean>
  /** All runs, when they are over. */
  settled(): Promise<StoredRun[]>
}

/** How a run stands in the tables. */
export interface StoredRun {
  id: string
  status: string
  version: number
  page: number
  claimed: boolean
  failures: number
  isOver: boolean
}

const patience = 60_000

/** Makes a user with credits for everything; each file has so many rows. */
export async function createSteadyImporter(
  database: WorldDatabase,
  { rows, seed }: { rows: number; seed: number },
): Promise<SteadyImporter> {
  const { pool } = database
  const { token } = await createImporter(database, '', { name: 'steady', credits: 100_000_000 })
  let files = 0

  const start = async (url: string) => {
    files += 1
    const { csv, counts } = peopleFile(rows, seed * 1_000 + files)
    // Other people each time.
    return await startPeopleImport({ url, token }, { csv: csv.replaceAll('@people', `@file${files}`), counts })
  }

  return {
    at: (url) => ({ url, token }),
    async underWay(url) {
      const live = (await readRuns(pool)).find(({ isOver }) => !isOver)
      return live?.id ?? (await start(url))
    },
    async further(runId, pages = 1) {
      const wanted = ((await readRun(pool, runId))?.page ?? 0) + pages
      return await moving(pool, async () => {
        const run = await readRun(pool, runId)
        return run === undefined || run.isOver ? false : run.page >= wanted ? true : null
      })
    },
    async settled() {
      await moving(pool, async () => ((await readRuns(pool)).every(({ isOver }) => isOver) ? true : null))
      return await readRuns(pool)
    },
  }
}

/** A sentence for each of these runs that did not complete. */
export function incomplete(runs: readonly StoredRun[]): string[] {
  return runs.filter(({ status }) => status !== 'COMPLETED').map(({ id, status }) => `run ${id} ended as ${status}`)
}

/** Every run, in the order of their start. */
export async function readRuns(pool: pg.Pool): Promise<StoredRun[]> {
  const { rows } = await pool.query<StoredRun>(
    `SELECT id, status::text, version, page, claimed, failures, status IN ('COMPLETED', 'FAILED', 'CANCELLED') AS "isOver"
     FROM import_runs ORDER BY seq`,
  )
  return rows
}

async function readRun(pool: pg.Pool, runId: string): Promise<StoredRun | undefined> {
  return (await readRuns(pool)).find(({ id }) => id === runId)
}

/** Waits for an answer that is not null; throws when nothing changes in the tables for a minute. */
async function moving<T>(pool: pg.Pool, look: () => Promise<T | null>): Promise<T> {
  let [state, since] = ['', Date.now()]
  for (;;) {
    const found = await look()
    if (found !== null) return found
    const now = JSON.stringify(await readRuns(pool))
    if (now !== state) [state, since] = [now, Date.now()]
    if (Date.now() - since > patience) throw new Error(`Nothing has moved for a minute: ${state}`)
    await delay(10)
  }
}
