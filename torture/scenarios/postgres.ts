import { setTimeout as delay } from 'node:timers/promises'
import { createPool } from '../../src/db/client.ts'
import { launch } from '../../src/db/embedded-postgres/cluster.ts'
import { findPostmaster } from '../../src/db/embedded-postgres/postmaster.ts'
import { seeded } from '../../src/samples/random.ts'
import { findBroken } from '../harness/invariants.ts'
import { type OwnCluster, silent, withCluster } from '../harness/own-cluster.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { Caller } from '../harness/start-import.ts'
import { createSteadyImporter, incomplete } from '../harness/steady-importer.ts'
import { Notes, type Watcher, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 3_000
/** How long the server may take to notice, to answer, and to be itself again, in milliseconds. */
const patience = 30_000

type Kind = 'external' | 'embedded'

/** Postgres stops at once in the middle of imports: one that somebody else starts again, and the one that the server brings along. */
export const postgres: Scenario<Kind> = {
  name: 'postgres',
  promise:
    'A server whose Postgres dies stays up, says that it is not ready, and comes back by itself with it; a Postgres that it brought along it starts again.',
  counts: { external: { sample: 0, ci: 5, full: 20 }, embedded: { sample: 1, ci: 5, full: 20 } },
  async run(trial) {
    const outcomes: Outcome[] = []
    for (const kind of ['external', 'embedded'] as const) {
      if (trial.counts[kind] > 0) outcomes.push(await withCluster((own) => play(trial, kind, own)))
    }
    return {
      figures: Object.assign({}, ...outcomes.map(({ figures }) => figures)),
      broken: outcomes.flatMap(({ broken }) => broken),
    }
  },
}

async function play(
  { world, counts, seed, say }: Trial<Kind>,
  kind: Kind,
  { dataDir, cluster, url, port }: OwnCluster,
): Promise<Outcome> {
  const isExternal = kind === 'external'
  if (isExternal) await launch(cluster, {}, port)
  const database = isExternal ? { DATABASE_URL: url } : { DATABASE_URL: '', DATA_DIR: dataDir }
  const server = await world.startServer({ ...database, IMPORT_PAGE_SIZE: String(pageSize) })
  const pool = createPool(url, 4, silent)
  const importer = await createSteadyImporter({ url, pool }, { rows, seed })
  const caller = importer.at(server.url)
  const random = seeded(seed)
  const broken: string[] = []
  const absences: number[] = []
  const notes = new Notes()
  const watchers = new Map<string, Watcher>()
  let unready = 0

  for (let death = 1; death <= counts[kind]; death++) {
    const complain = (what: string) => broken.push(`${kind}, death ${death}: ${what}`)
    const runId = await importer.underWay(server.url)
    if (!watchers.has(runId)) watchers.set(runId, await watch(caller, 'WebSocket', notes, runId))
    await importer.further(runId)
    await delay(random() * 50)
    const died = performance.now()
    await cluster.programs.run('pg_ctl', ['stop', '--mode=immediate', '--no-wait', '-D', cluster.data])
    // The one that came along may be back before anybody has asked.
    const isNoticed = await becomes(server.url, 503, isExternal ? patience : 500)
    if (isNoticed) unready += 1
    if (isExternal) {
      if (!isNoticed) complain('the server goes on to say that it is ready')
      const answer = await askInVain(caller)
      if (answer !== 500) complain(`a query was answered with ${answer}`)
      while (await findPostmaster(cluster.data)) await delay(20)
      await delay(random() * 1_000)
      await launch(cluster, {}, port)
    }
    if (!(await becomes(server.url, 200, patience))) complain('the server is not ready again')
    absences.push(Math.round(performance.now() - died))
    await importer.further(runId)
    broken.push(...(await findBroken(pool)))
    if (death % 5 === 0) say(`${kind}: ${death} deaths`)
  }

  const settled = await importer.settled()
  broken.push(...incomplete(settled), ...(await findBroken(pool)), ...notes.broken)
  for (const [runId, { ended }] of watchers) {
    const end = await Promise.race([ended, delay(patience)])
    const status = notes.last.get(runId)?.status
    if (end !== 'complete' || status !== 'COMPLETED') broken.push(`whoever watched run ${runId} saw ${status}, ${end}`)
  }
  await pool.end()
  const code = await server.stop()
  if (code !== 0) broken.push(`the server ended with ${code}: ${server.lines.slice(-5).join('\n')}`)
  if (!isExternal && (await findPostmaster(cluster.data))) broken.push('the server left its Postgres behind')
  const slowest = Math.max(...absences)
  return {
    figures: {
      [`${kind}Deaths`]: absences.length,
      [`${kind}Imports`]: settled.length,
      [`${kind}Seen503`]: unready,
      [`${kind}SlowestReadyMs`]: slowest,
    },
    broken,
  }
}

/** Whether the server says this of itself before the time is up. */
async function becomes(url: string, wanted: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(5)) {
    const { status } = await fetch(`${url}/ready`)
    if (status === wanted) return true
  }
  return false
}

/** The status of the answer to a query that cannot be answered. */
async function askInVain({ url, token }: Caller): Promise<number> {
  const { status } = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
    signal: AbortSignal.timeout(patience),
  })
  return status
}
