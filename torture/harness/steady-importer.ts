import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { ScenarioDatabase } from './environment.ts'
import { giveUpMs } from './give-up.ts'
import { createImporter, peopleFile, startPeopleImport } from './people-file.ts'
import type { Caller } from './start-import.ts'

/** A user who imports one file after another, so that a run is always active. */
export interface SteadyImporter {
  /** Returns a caller for this user at a server. */
  at(url: string): Caller
  /** Returns the active run; starts one if there is none. */
  currentRun(url: string): Promise<string>
  /** Resolves when the run has advanced by `pages` or has ended; to false if it ended. */
  waitForPages(runId: string, pages?: number): Promise<boolean>
  /** Returns all runs once they have ended. */
  settled(): Promise<StoredRun[]>
}

/** A run as stored. */
export interface StoredRun {
  id: string
  status: string
  version: number
  page: number
  claimed: boolean
  failures: number
  isOver: boolean
}

/** Creates a user with ample credits whose files have `rows` rows each. */
export async function createSteadyImporter(
  database: ScenarioDatabase,
  { rows, seed }: { rows: number; seed: number },
): Promise<SteadyImporter> {
  const { pool } = database
  const { token } = await createImporter(database, '', { name: 'steady', credits: 100_000_000 })
  let files = 0

  const start = async (url: string) => {
    files += 1
    const { csv, counts } = peopleFile(rows, seed * 1_000 + files)
    // Different people each time.
    return await startPeopleImport({ url, token }, { csv: csv.replaceAll('@people', `@file${files}`), counts })
  }

  return {
    at: (url) => ({ url, token }),
    async currentRun(url) {
      const live = (await readRuns(pool)).find(({ isOver }) => !isOver)
      return live?.id ?? (await start(url))
    },
    async waitForPages(runId, pages = 1) {
      const wanted = ((await readRun(pool, runId))?.page ?? 0) + pages
      return await waitForProgress(pool, async () => {
        const run = await readRun(pool, runId)
        return run === undefined || run.isOver ? false : run.page >= wanted ? true : null
      })
    },
    async settled() {
      await waitForProgress(pool, async () => ((await readRuns(pool)).every(({ isOver }) => isOver) ? true : null))
      return await readRuns(pool)
    },
  }
}

/** Returns a description of each run that did not complete. */
export function describeIncomplete(runs: readonly StoredRun[]): string[] {
  return runs.filter(({ status }) => status !== 'COMPLETED').map(({ id, status }) => `run ${id} ended as ${status}`)
}

/** Returns all runs in the order of their start. */
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

/** Polls until `look` returns a value; throws if no run changes for two minutes. */
async function waitForProgress<T>(pool: pg.Pool, look: () => Promise<T | null>): Promise<T> {
  let [state, since] = ['', Date.now()]
  for (;;) {
    const found = await look()
    if (found !== null) return found
    const now = JSON.stringify(await readRuns(pool))
    if (now !== state) [state, since] = [now, Date.now()]
    if (Date.now() - since > giveUpMs) throw new Error(`The runs no longer change: ${state}`)
    await delay(10)
  }
}
