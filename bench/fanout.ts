import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Transport, transportNames } from '../test/support/streams.ts'
import { createBurst } from '../torture/harness/burst.ts'
import { createEnvironment } from '../torture/harness/environment.ts'
import { settledMemory } from '../torture/harness/memory.ts'
import { openClients, type Watched } from './fanout-clients.ts'
import type { RecipeMessage, RecipeRequest } from './fanout-recipe.ts'
import { round2 } from './figures.ts'
import { processorSeconds } from './processor-time.ts'

/** Cost of sending the changes of one run to many subscribers over one transport. */
interface TransportFigures {
  /** Processor time of the server for each message, in microseconds: 20 is the goal. */
  cpuPerMessage: number
  /** The same of Yoga with its documented setup, in microseconds. */
  recipeCpuPerMessage: number
  /** recipeCpuPerMessage / cpuPerMessage: 3 is the goal. */
  timesLessThanRecipe: number
  /** Processor time of the server to open one subscription, in milliseconds: 0.5 is the goal. */
  cpuPerConnect: number
  /** Memory of the server for one subscriber, in kB: 15 is the goal. */
  memoryPerSubscriber: number
  /** From a change until all but one in a hundred have it, in milliseconds. */
  p99Latency: number
}

/** Cost of subscriptions by transport. */
export type FanoutFigures = { subscribers: number; changes: number } & Record<Transport, TransportFigures>

const recipeScript = fileURLToPath(new URL('./fanout-recipe.ts', import.meta.url))
const settleMs = 1_000
/** After so many, V8 has compiled what matters. */
const changesBefore = 10

/** Changes a run that many watch, on the built server and then on the plain recipe. */
export async function benchFanout(options: { subscribers: number; changes: number }): Promise<FanoutFigures> {
  const environment = await createEnvironment()
  try {
    const { url: databaseUrl, pool } = await environment.createDatabase()
    const measure = async (transport: Transport): Promise<TransportFigures> => {
      const server = await environment.startServer({
        ROLE: 'api',
        DATABASE_URL: databaseUrl,
        MAX_CONNECTIONS_PER_USER: '100000',
      })
      const { caller, runIds } = await createBurst(pool, server, { name: transport, runs: 1 })
      const [runId = ''] = runIds
      const watched = { ...caller, runId }
      // Once for what is loaded and compiled on first use.
      ;(await openClients(watched, transport, Math.ceil(options.subscribers / 10))).close()
      const memoryBefore = await settledMemory(server, settleMs)
      const cpuBefore = await processorSeconds(server.child.pid ?? 0)
      const change = async () => {
        await pool.query('SELECT change_run($1)', [runId])
        const { rows } = await pool.query<{ version: number }>('SELECT version FROM import_runs WHERE id = $1', [runId])
        return rows[0]?.version ?? 0
      }
      const { cpuConnected, cpuOfChanges, latencies, memory } = await watchChanges(
        watched,
        transport,
        options,
        change,
        {
          cpu: () => processorSeconds(server.child.pid ?? 0),
          memory: () => settledMemory(server, settleMs),
        },
      )
      await server.stop()
      const cpuPerMessage = microseconds(cpuOfChanges, options)
      const recipeCpuPerMessage = await measureRecipe(transport, options)
      return {
        cpuPerMessage: round2(cpuPerMessage),
        recipeCpuPerMessage: round2(recipeCpuPerMessage),
        timesLessThanRecipe: round2(recipeCpuPerMessage / cpuPerMessage),
        cpuPerConnect: round2(((cpuConnected - cpuBefore) * 1_000) / options.subscribers),
        memoryPerSubscriber: round2(((memory - memoryBefore) * 1_024) / options.subscribers),
        p99Latency: Math.round(latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? 0),
      }
    }
    const [first, second] = transportNames
    if (first !== 'WebSocket' || second !== 'SSE') throw new Error('There is a transport without figures.')
    return { ...options, WebSocket: await measure('WebSocket'), SSE: await measure('SSE') }
  } finally {
    await environment.end()
  }
}

/** Connects all subscribers, then makes one change after the other as soon as all have received the last. */
async function watchChanges(
  watched: Watched,
  transport: Transport,
  { subscribers, changes }: { subscribers: number; changes: number },
  change: () => Promise<number>,
  probe: { cpu: () => Promise<number>; memory: () => Promise<number> },
) {
  const clients = await openClients(watched, transport, subscribers)
  const cpuConnected = await probe.cpu()
  for (let done = 0; done < changesBefore; done++) await clients.received(await change(), performance.now())
  const cpuBefore = await probe.cpu()
  const latencies: number[] = []
  for (let done = 0; done < changes; done++) {
    const since = performance.now()
    latencies.push(...(await clients.received(await change(), since)))
  }
  const cpuAfter = await probe.cpu()
  const memory = await probe.memory()
  clients.close()
  return { cpuConnected, cpuOfChanges: cpuAfter - cpuBefore, latencies, memory }
}

async function measureRecipe(transport: Transport, options: { subscribers: number; changes: number }): Promise<number> {
  const child = fork(recipeScript, { execArgv: ['--import', 'tsx'] })
  const ask = async (request: RecipeRequest): Promise<number> => {
    const answered: Promise<RecipeMessage[]> = once(child, 'message')
    child.send(request)
    const [message] = await answered
    return message && 'cpuSeconds' in message ? message.cpuSeconds : 0
  }
  const started: Promise<RecipeMessage[]> = once(child, 'message')
  const [start] = await started
  const url = start && 'url' in start ? start.url : ''
  const counts = Object.fromEntries(
    ['total', 'processed', 'imported', 'merged', 'crossListSkipped', 'blocked', 'invalid', 'unaffordable'].map(
      (name) => [name, 0],
    ),
  )
  const run = { id: '00000000-0000-4000-8000-000000000000', version: 0, status: 'RUNNING', counts }
  await ask({ run })
  const { cpuOfChanges } = await watchChanges(
    { url, token: '', runId: run.id },
    transport,
    options,
    async () => {
      run.version++
      await ask({ run })
      return run.version
    },
    { cpu: () => ask({}), memory: async () => 0 },
  )
  child.disconnect()
  await once(child, 'exit')
  return microseconds(cpuOfChanges, options)
}

function microseconds(seconds: number, { subscribers, changes }: { subscribers: number; changes: number }): number {
  return (seconds * 1_000_000) / (subscribers * changes)
}
