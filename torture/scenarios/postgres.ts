import { setTimeout as delay } from 'node:timers/promises'
import { createPool } from '../../src/db/client.ts'
import { launch } from '../../src/db/embedded-postgres/cluster.ts'
import { findPostmaster } from '../../src/db/embedded-postgres/postmaster.ts'
import { seeded } from '../../src/samples/random.ts'
import { giveUpMs } from '../harness/give-up.ts'
import { findViolations } from '../harness/invariants.ts'
import { type OwnCluster, silentLog, withCluster } from '../harness/own-cluster.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { Caller } from '../harness/start-import.ts'
import { createSteadyImporter, describeIncomplete } from '../harness/steady-importer.ts'
import { RunHistory, type Watcher, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 3_000

type Kind = 'external' | 'embedded'

/** Postgres stops immediately in the middle of imports: an external one, which is restarted, and the embedded one. */
export const postgres: Scenario<Kind> = {
  name: 'postgres',
  promise:
    'A server that loses Postgres stays up, reports that it is not ready, and recovers by itself. It restarts the embedded Postgres.',
  counts: { external: { sample: 0, ci: 3, full: 20 }, embedded: { sample: 1, ci: 3, full: 20 } },
  async run(trial) {
    const outcomes: Outcome[] = []
    for (const kind of ['external', 'embedded'] as const) {
      if (trial.counts[kind] > 0) outcomes.push(await withCluster((own) => runOn(trial, kind, own)))
    }
    return {
      figures: Object.assign({}, ...outcomes.map(({ figures }) => figures)),
      violations: outcomes.flatMap(({ violations }) => violations),
    }
  },
}

async function runOn(
  { environment, counts, seed, report }: Trial<Kind>,
  kind: Kind,
  { dataDir, cluster, url, port }: OwnCluster,
): Promise<Outcome> {
  const isExternal = kind === 'external'
  if (isExternal) await launch(cluster, {}, port)
  const database = isExternal ? { DATABASE_URL: url } : { DATABASE_URL: '', DATA_DIR: dataDir }
  const server = await environment.startServer({ ...database, IMPORT_PAGE_SIZE: String(pageSize) })
  const pool = createPool(url, 4, silentLog)
  const importer = await createSteadyImporter({ url, pool }, { rows, seed })
  const caller = importer.at(server.url)
  const random = seeded(seed)
  const violations: string[] = []
  const outages: number[] = []
  const history = new RunHistory()
  const watchers = new Map<string, Watcher>()
  let unready = 0

  for (let outage = 1; outage <= counts[kind]; outage++) {
    const addViolation = (what: string) => violations.push(`${kind}, outage ${outage}: ${what}`)
    const runId = await importer.currentRun(server.url)
    if (!watchers.has(runId)) watchers.set(runId, await watch(caller, 'WebSocket', history, runId))
    await importer.waitForPages(runId)
    await delay(random() * 50)
    const stoppedAt = performance.now()
    await cluster.programs.run('pg_ctl', ['stop', '--mode=immediate', '--no-wait', '-D', cluster.data])
    // The embedded Postgres may be back before the next request.
    const isNoticed = await waitForReadiness(server.url, 503, isExternal ? giveUpMs : 500)
    if (isNoticed) unready += 1
    if (isExternal) {
      if (!isNoticed) addViolation('/ready still returns 200')
      const status = await queryWithoutDatabase(caller)
      if (status !== 500) addViolation(`a query returned ${status}`)
      while (await findPostmaster(cluster.data)) await delay(20)
      await delay(random() * 1_000)
      await launch(cluster, {}, port)
    }
    if (!(await waitForReadiness(server.url, 200, giveUpMs))) addViolation('the server did not become ready again')
    outages.push(Math.round(performance.now() - stoppedAt))
    await importer.waitForPages(runId)
    violations.push(...(await findViolations(pool)))
    if (outage % 5 === 0) report(`${kind}: ${outage} deaths`)
  }

  const settled = await importer.settled()
  violations.push(...describeIncomplete(settled), ...(await findViolations(pool)), ...history.violations)
  for (const [runId, { ended }] of watchers) {
    const end = await Promise.race([ended, delay(giveUpMs, undefined, { ref: false })])
    const status = history.last.get(runId)?.status
    if (end !== 'complete' || status !== 'COMPLETED')
      violations.push(`the subscriber of run ${runId} received ${status}, ${end}`)
  }
  await pool.end()
  const code = await server.stop()
  if (code !== 0) violations.push(`the server exited with ${code}: ${server.lines.slice(-5).join('\n')}`)
  if (!isExternal && (await findPostmaster(cluster.data))) violations.push('the server left its Postgres running')
  const slowest = Math.max(...outages)
  return {
    figures: {
      [`${kind}Deaths`]: outages.length,
      [`${kind}Imports`]: settled.length,
      [`${kind}Seen503`]: unready,
      [`${kind}SlowestReadyMs`]: slowest,
    },
    violations,
  }
}

/** Returns whether `/ready` responds with this status in time. */
async function waitForReadiness(url: string, wanted: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(5)) {
    const { status } = await fetch(`${url}/ready`)
    if (status === wanted) return true
  }
  return false
}

/** Returns the status of the response to a query during the outage. */
async function queryWithoutDatabase({ url, token }: Caller): Promise<number> {
  const { status } = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
    signal: AbortSignal.timeout(giveUpMs),
  })
  return status
}
