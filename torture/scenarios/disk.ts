import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createPool } from '../../src/db/client.ts'
import { launch } from '../../src/db/embedded-postgres/cluster.ts'
import { requeue } from '../../src/jobs/recovery.ts'
import type { WorldDatabase } from '../harness/environment.ts'
import { type Disk, limitedFiles, saidToBeFull } from '../harness/full-disk.ts'
import { findBroken } from '../harness/invariants.ts'
import { silent, withCluster } from '../harness/own-cluster.ts'
import { peopleFile } from '../harness/people-file.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { ask, type Caller } from '../harness/start-import.ts'
import { createSteadyImporter, incomplete } from '../harness/steady-importer.ts'
import { Notes, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 3_000
const patience = 60_000

/** The database has no room left in the middle of an import, and has some again later. */
export const disk: Scenario<'said' | 'real'> = {
  name: 'disk',
  promise:
    'An import for which the database has no room is tried again, and then fails in words and releases its credits; nothing is damaged, the server lives, and when there is room the next import works.',
  counts: { said: { sample: 1, ci: 2, full: 5 }, real: { sample: 0, ci: 2, full: 5 } },
  async run({ world, counts, seed, say }) {
    const figures: Record<string, number> = {}
    const broken: string[] = []
    const add = (kind: 'said' | 'real', found: Outcome) => {
      for (const [name, value] of Object.entries(found.figures)) figures[`${kind} ${name}`] = Number(value)
      broken.push(...found.broken.map((what) => `${kind}: ${what}`))
    }
    if (counts.said > 0) {
      const database = await world.createDatabase()
      const server = await world.startServer(envOf(database))
      add('said', await play({ server, database, disk: saidToBeFull(database.pool) }, counts.said, seed, say))
    }
    if (counts.real > 0) {
      await withCluster(async ({ cluster, url, port }) => {
        await launch(cluster, { autovacuum: 'off' }, port)
        const server = await world.startServer(envOf({ url }))
        const pool = createPool(url, 4, silent)
        const disk = await limitedFiles(pool, cluster)
        add('real', await play({ server, database: { url, pool }, disk }, counts.real, seed, say))
        await pool.end()
      })
    }
    return { figures, broken }
  },
}

function envOf({ url }: Pick<WorldDatabase, 'url'>): NodeJS.ProcessEnv {
  return { DATABASE_URL: url, IMPORT_PAGE_SIZE: String(pageSize) }
}

async function play(
  { server, database, disk }: { server: ServerProcess; database: WorldDatabase; disk: Disk },
  times: number,
  seed: number,
  say: Trial['say'],
): Promise<Outcome> {
  const { pool } = database
  const importer = await createSteadyImporter(database, { rows, seed })
  const caller = importer.at(server.url)
  const broken: string[] = []
  const failed = new Set<string>()
  let attempts = 0

  for (let time = 1; time <= times; time++) {
    const notes = new Notes()
    const runId = await importer.underWay(server.url)
    const { ended } = await watch(caller, 'WebSocket', notes, runId)
    await importer.further(runId)
    await disk.fill()
    const end = await failing(pool, caller, runId)
    failed.add(runId)
    attempts += end.attempts
    broken.push(...end.broken)
    const told = await Promise.race([ended, delay(patience)])
    if (told !== 'complete' || notes.last.get(runId)?.status !== 'FAILED') {
      broken.push(`whoever watched run ${runId} saw ${notes.last.get(runId)?.status}, ${told}`)
    }
    if (disk.refusesUploads) broken.push(...(await uploadInVain(caller)))
    const { status } = await fetch(`${server.url}/ready`)
    if (status !== 200) broken.push(`the server says ${status} of itself`)
    broken.push(...notes.broken, ...(await findBroken(pool)))

    await disk.makeRoom()
    await importer.underWay(server.url)
    const runs = await importer.settled()
    broken.push(...incomplete(runs.filter(({ id }) => !failed.has(id))), ...(await findBroken(pool)))
    say(`${time} times`)
  }
  const code = await server.stop()
  if (code !== 0) broken.push(`the server ended with ${code}`)
  return { figures: { times, attempts }, broken }
}

const answer = z.object({
  importRun: z.object({
    status: z.string(),
    pauseReason: z.string().nullable(),
    nextAttemptAt: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
})

/** Lets the attempts at a run follow each other without the waits, until it is over; looks at each as its owner does. */
async function failing(
  pool: pg.Pool,
  caller: Caller,
  runId: string,
): Promise<{ attempts: number; broken: readonly string[] }> {
  const broken = new Set<string>()
  const query = 'query ($id: ID!) { importRun(id: $id) { status pauseReason nextAttemptAt error { code message } } }'
  let attempts = 0
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(10)) {
    const { importRun: run } = await ask(caller, query, answer, { id: runId })
    if (run.status !== 'RUNNING') {
      if (run.status !== 'FAILED' || run.error?.code !== 'DATABASE_FULL')
        broken.add(`it ended as ${JSON.stringify(run)}`)
      return { attempts: attempts + 1, broken: [...broken] }
    }
    if (run.nextAttemptAt === null) continue
    if (!run.pauseReason?.includes('no room left')) broken.add(`while it waits it says ${run.pauseReason}`)
    const { rows: waiting } = await pool.query<{ id: string }>(
      "SELECT id FROM graphile_worker.jobs WHERE key = 'import ' || $1 AND locked_at IS NULL AND run_at > now()",
      [runId],
    )
    attempts += waiting.length
    await requeue(
      pool,
      waiting.map(({ id }) => id),
    )
  }
  broken.add(`run ${runId} was not over after ${attempts} attempts`)
  return { attempts, broken: [...broken] }
}

/** Sends a file for which there is no room; in words what was wrong with the answer. */
async function uploadInVain({ url, token }: Caller): Promise<string[]> {
  const { status } = await fetch(`${url}/uploads?fileName=people.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: peopleFile(20_000, 1).csv,
    signal: AbortSignal.timeout(patience),
  })
  return status >= 500 ? [] : [`an upload was answered with ${status}`]
}
