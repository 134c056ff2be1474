import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { seeded } from '../../src/samples/random.ts'
import { findViolations } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { createSteadyImporter, describeIncomplete, readRuns } from '../harness/steady-importer.ts'
import { RunHistory, transports, watch } from '../harness/watcher.ts'

const maxExitMs = 10_000
const pageSize = 50
const rows = 3_000

/** SIGTERM in the middle of imports, with open sockets and event streams. */
export const stop: Scenario<'signals'> = {
  name: 'stop',
  promise:
    'On SIGTERM a server finishes its current page, returns its imports to the queue, closes sockets with 1001 and exits with 0 within ten seconds; the next server resumes the imports.',
  counts: { signals: { sample: 2, ci: 8, full: 50 } },
  run,
}

async function run({ environment, counts, timeFactor, seed, report }: Trial<'signals'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const { pool } = database
  const env = { DATABASE_URL: database.url, IMPORT_PAGE_SIZE: String(pageSize) }
  const importer = await createSteadyImporter(database, { rows, seed })
  const random = seeded(seed)
  const watched = transports.flatMap((transport) => [
    { transport, history: new RunHistory(), isOfOne: true },
    { transport, history: new RunHistory(), isOfOne: false },
  ])
  const violations: string[] = []
  const times: number[] = []
  let midImport = 0

  for (let signal = 1; signal <= counts.signals; signal++) {
    const server = await environment.startServer(env)
    const caller = importer.at(server.url)
    const runId = await importer.currentRun(server.url)
    const watchers = await Promise.all(
      watched.map(({ transport, history, isOfOne }) => watch(caller, transport, history, isOfOne ? runId : undefined)),
    )
    await importer.waitForPages(runId)
    await delay(random() * 50)
    const found = await stopNow(server, timeFactor)
    const ends = await Promise.all(watchers.map(({ ended }) => ended))
    times.push(found.milliseconds)
    const runs = await readRuns(pool)
    const isOver = runs.some((run) => run.id === runId && run.isOver)
    if (!isOver) midImport += 1
    for (const [at, { transport, isOfOne }] of watched.entries()) {
      const [end, expected] = [ends[at], transport === 'SSE' ? 'cut' : '1001']
      // A run that ends at the same moment may have completed its stream.
      if (end !== expected && !(isOver && isOfOne && end === 'complete'))
        found.violations.push(`a stream ended with ${end}`)
    }
    for (const { id, claimed, failures } of runs) {
      if (claimed || failures > 0) found.violations.push(`run ${id} was not handed over (${failures} failures)`)
    }
    found.violations.push(...(await findLocked(pool)), ...(await findViolations(pool)))
    violations.push(...found.violations.map((what) => `after signal ${signal}, ${what}`))
    if (signal % 5 === 0) report(`${signal} signals`)
  }

  const server = await environment.startServer(env)
  await importer.currentRun(server.url)
  const settled = await importer.settled()
  violations.push(
    ...describeIncomplete(settled),
    ...(await findViolations(pool)),
    ...watched.flatMap(({ history }) => history.violations),
  )
  violations.push(...(await stopNow(server, timeFactor)).violations, ...(await findLocked(pool)))
  if (2 * midImport < times.length) violations.push(`only ${midImport} signals hit an import, which is too few`)
  times.sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  return {
    figures: {
      signals: times.length,
      midImport,
      imports: settled.length,
      medianMs: median,
      slowestMs: times.at(-1) ?? 0,
    },
    violations,
  }
}

async function stopNow(
  server: ServerProcess,
  timeFactor: number,
): Promise<{ milliseconds: number; violations: string[] }> {
  const began = performance.now()
  const code = await server.stop()
  const milliseconds = Math.round(performance.now() - began)
  const violations: string[] = []
  if (code !== 0) violations.push(`the server exited with ${code}: ${server.lines.slice(-5).join('\n')}`)
  if (milliseconds > maxExitMs * timeFactor) violations.push(`the server took ${milliseconds} ms to exit`)
  return { milliseconds, violations }
}

/** Returns the jobs and queues that are still locked when no server runs. */
async function findLocked(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ job: string }>(
    `SELECT format('job %s (%s) is locked', id, task_identifier) AS job FROM graphile_worker.jobs WHERE locked_at IS NOT NULL
     UNION ALL SELECT format('queue %s is locked', queue_name) FROM graphile_worker._private_job_queues WHERE locked_at IS NOT NULL`,
  )
  return rows.map(({ job }) => job)
}
