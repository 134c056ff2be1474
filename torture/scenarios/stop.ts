import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { seeded } from '../../src/samples/random.ts'
import { findBroken } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { createSteadyImporter, incomplete, readRuns } from '../harness/steady-importer.ts'
import { doors, Notes, watch } from '../harness/watcher.ts'

const within = 10_000
const pageSize = 50
const rows = 3_000

/** SIGTERM in the middle of imports, with sockets and streams open. */
export const stop: Scenario<'signals'> = {
  name: 'stop',
  promise:
    'A server that is told to stop finishes the page in hand, hands its imports over, closes sockets with 1001 and ends in order within ten seconds; the next one goes on.',
  counts: { signals: { sample: 2, ci: 15, full: 50 } },
  run,
}

async function run({ world, counts, seed, say }: Trial<'signals'>): Promise<Outcome> {
  const database = await world.createDatabase()
  const { pool } = database
  const env = { DATABASE_URL: database.url, IMPORT_PAGE_SIZE: String(pageSize) }
  const importer = await createSteadyImporter(database, { rows, seed })
  const random = seeded(seed)
  const watched = doors.flatMap((door) => [
    { door, notes: new Notes(), isOfOne: true },
    { door, notes: new Notes(), isOfOne: false },
  ])
  const broken: string[] = []
  const times: number[] = []
  let inMidImport = 0

  for (let signal = 1; signal <= counts.signals; signal++) {
    const server = await world.startServer(env)
    const caller = importer.at(server.url)
    const runId = await importer.underWay(server.url)
    const watchers = await Promise.all(
      watched.map(({ door, notes, isOfOne }) => watch(caller, door, notes, isOfOne ? runId : undefined)),
    )
    await importer.further(runId)
    await delay(random() * 50)
    const found = await stopNow(server)
    const ends = await Promise.all(watchers.map(({ ended }) => ended))
    times.push(found.milliseconds)
    const runs = await readRuns(pool)
    const isOver = runs.some((run) => run.id === runId && run.isOver)
    if (!isOver) inMidImport += 1
    for (const [at, { door, isOfOne }] of watched.entries()) {
      const [end, expected] = [ends[at], door === 'SSE' ? 'cut' : '1001']
      // A run that ends at the same moment may have told so.
      if (end !== expected && !(isOver && isOfOne && end === 'complete'))
        found.broken.push(`a stream ended with ${end}`)
    }
    for (const { id, claimed, failures } of runs) {
      if (claimed || failures > 0) found.broken.push(`run ${id} was not handed over: ${failures} failures`)
    }
    found.broken.push(...(await findLocked(pool)), ...(await findBroken(pool)))
    broken.push(...found.broken.map((what) => `after signal ${signal}, ${what}`))
    if (signal % 5 === 0) say(`${signal} signals`)
  }

  const server = await world.startServer(env)
  await importer.underWay(server.url)
  const settled = await importer.settled()
  broken.push(...incomplete(settled), ...(await findBroken(pool)), ...watched.flatMap(({ notes }) => notes.broken))
  broken.push(...(await stopNow(server)).broken, ...(await findLocked(pool)))
  if (2 * inMidImport < times.length) broken.push(`only ${inMidImport} signals hit an import, which proves little`)
  times.sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  return {
    figures: {
      signals: times.length,
      inMidImport,
      imports: settled.length,
      medianMs: median,
      slowestMs: times.at(-1) ?? 0,
    },
    broken,
  }
}

async function stopNow(server: ServerProcess): Promise<{ milliseconds: number; broken: string[] }> {
  const began = performance.now()
  const code = await server.stop()
  const milliseconds = Math.round(performance.now() - began)
  const broken: string[] = []
  if (code !== 0) broken.push(`it ended with ${code}: ${server.lines.slice(-5).join('\n')}`)
  if (milliseconds > within) broken.push(`it took ${milliseconds} ms`)
  return { milliseconds, broken }
}

/** The jobs that nobody alive can be working on, when no server runs. */
async function findLocked(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ job: string }>(
    `SELECT format('job %s (%s) is locked', id, task_identifier) AS job FROM graphile_worker.jobs WHERE locked_at IS NOT NULL
     UNION ALL SELECT format('queue %s is locked', queue_name) FROM graphile_worker._private_job_queues WHERE locked_at IS NOT NULL`,
  )
  return rows.map(({ job }) => job)
}
