import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createPool } from '../../src/db/client.ts'
import { launch } from '../../src/db/embedded-postgres/cluster.ts'
import { requeue } from '../../src/jobs/recovery.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { type Disk, limitFileSize, simulateFullDisk } from '../harness/full-disk.ts'
import { giveUpMs } from '../harness/give-up.ts'
import { findViolations } from '../harness/invariants.ts'
import { silentLog, withCluster } from '../harness/own-cluster.ts'
import { peopleFile } from '../harness/people-file.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'
import { ask, type Caller } from '../harness/start-import.ts'
import { createSteadyImporter, describeIncomplete } from '../harness/steady-importer.ts'
import { RunHistory, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 3_000

/** The database's disk is full in the middle of an import, and is freed later. */
export const disk: Scenario<'simulated' | 'real'> = {
  name: 'disk',
  promise:
    'An import that runs out of disk space is retried, then fails with a message and releases its credits. No data is damaged, the server stays up, and the next import works once there is space.',
  counts: { simulated: { sample: 1, ci: 2, full: 5 }, real: { sample: 0, ci: 2, full: 5 } },
  async run({ environment, counts, seed, report }) {
    const figures: Record<string, number> = {}
    const violations: string[] = []
    const add = (kind: 'simulated' | 'real', found: Outcome) => {
      for (const [name, value] of Object.entries(found.figures)) figures[`${kind} ${name}`] = Number(value)
      violations.push(...found.violations.map((what) => `${kind}: ${what}`))
    }
    if (counts.simulated > 0) {
      const database = await environment.createDatabase()
      const server = await environment.startServer(envOf(database))
      add(
        'simulated',
        await runOn({ server, database, disk: simulateFullDisk(database.pool) }, counts.simulated, seed, report),
      )
    }
    if (counts.real > 0) {
      await withCluster(async ({ cluster, url, port }) => {
        await launch(cluster, { autovacuum: 'off' }, port)
        const server = await environment.startServer(envOf({ url }))
        const pool = createPool(url, 4, silentLog)
        const disk = await limitFileSize(pool, cluster)
        add('real', await runOn({ server, database: { url, pool }, disk }, counts.real, seed, report))
        await pool.end()
      })
    }
    return { figures, violations }
  },
}

function envOf({ url }: Pick<ScenarioDatabase, 'url'>): NodeJS.ProcessEnv {
  return { DATABASE_URL: url, IMPORT_PAGE_SIZE: String(pageSize) }
}

async function runOn(
  { server, database, disk }: { server: ServerProcess; database: ScenarioDatabase; disk: Disk },
  times: number,
  seed: number,
  report: Trial['report'],
): Promise<Outcome> {
  const { pool } = database
  const importer = await createSteadyImporter(database, { rows, seed })
  const caller = importer.at(server.url)
  const violations: string[] = []
  const failed = new Set<string>()
  let attempts = 0

  for (let time = 1; time <= times; time++) {
    const history = new RunHistory()
    const runId = await importer.currentRun(server.url)
    const { ended } = await watch(caller, 'WebSocket', history, runId)
    await importer.waitForPages(runId)
    await disk.fill()
    const result = await skipRetryWaits(pool, caller, runId)
    failed.add(runId)
    attempts += result.attempts
    violations.push(...result.violations)
    const end = await Promise.race([ended, delay(giveUpMs, undefined, { ref: false })])
    if (end !== 'complete' || history.last.get(runId)?.status !== 'FAILED') {
      violations.push(`the subscriber of run ${runId} received ${history.last.get(runId)?.status}, ${end}`)
    }
    if (disk.refusesUploads) violations.push(...(await uploadToFullDisk(caller)))
    const { status } = await fetch(`${server.url}/ready`)
    if (status !== 200) violations.push(`/ready returned ${status}`)
    violations.push(...history.violations, ...(await findViolations(pool)))

    await disk.free()
    await importer.currentRun(server.url)
    const runs = await importer.settled()
    violations.push(...describeIncomplete(runs.filter(({ id }) => !failed.has(id))), ...(await findViolations(pool)))
    report(`${time} times`)
  }
  const code = await server.stop()
  if (code !== 0) violations.push(`the server exited with ${code}`)
  return { figures: { times, attempts }, violations }
}

const answer = z.object({
  importRun: z.object({
    status: z.string(),
    pauseReason: z.string().nullable(),
    nextAttemptAt: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
})

/** Skips the waits between the attempts of a run until it ends, and checks what its owner sees each time. */
async function skipRetryWaits(
  pool: pg.Pool,
  caller: Caller,
  runId: string,
): Promise<{ attempts: number; violations: readonly string[] }> {
  const violations = new Set<string>()
  const query = 'query ($id: ID!) { importRun(id: $id) { status pauseReason nextAttemptAt error { code message } } }'
  let attempts = 0
  for (const deadline = Date.now() + giveUpMs; Date.now() < deadline; await delay(10)) {
    const { importRun: run } = await ask(caller, query, answer, { id: runId })
    if (run.status !== 'RUNNING') {
      if (run.status !== 'FAILED' || run.error?.code !== 'DATABASE_FULL')
        violations.add(`it ended as ${JSON.stringify(run)}`)
      return { attempts: attempts + 1, violations: [...violations] }
    }
    if (run.nextAttemptAt === null) continue
    if (!run.pauseReason?.includes('out of disk space'))
      violations.add(`while it waits its pause reason is ${run.pauseReason}`)
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
  violations.add(`run ${runId} had not ended after ${attempts} attempts`)
  return { attempts, violations: [...violations] }
}

/** Uploads a file that does not fit; returns what was wrong with the response. */
async function uploadToFullDisk({ url, token }: Caller): Promise<string[]> {
  const { status } = await fetch(`${url}/uploads?fileName=people.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: peopleFile(20_000, 1).csv,
    signal: AbortSignal.timeout(giveUpMs),
  })
  return status >= 500 ? [] : [`an upload returned ${status}`]
}
