import { createBurst } from '../harness/burst.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { settledMemory } from '../harness/memory.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { stallSocket, stallStream } from '../harness/stalled-clients.ts'

/** Megabytes by which stalled subscribers may increase the server's memory. */
const maxMemoryMb = 50
/** Milliseconds within which other clients see the last change, and any request is answered; generous, for slow machines. */
const maxWait = 30_000
/** Milliseconds for the garbage collector to catch up after a burst. */
const settleMs = 500

type Count = 'changes' | 'runs' | 'stalled'

/** Subscribers that never read, next to others that do, during a burst of changes. */
export const stalled: Scenario<Count> = {
  name: 'stalled',
  promise:
    'Subscribers that stop reading cost the server almost no memory and delay no other client, however many updates are pending.',
  counts: {
    changes: { sample: 5_000, ci: 30_000, full: 100_000 },
    runs: { sample: 200, ci: 500, full: 1_000 },
    stalled: { sample: 2, ci: 5, full: 10 },
  },
  run,
}

async function run({ environment, counts, timeFactor, report }: Trial<Count>): Promise<Outcome> {
  const { url: databaseUrl, pool } = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: databaseUrl })
  const { changes, runs } = counts

  const undisturbed = await createBurst(pool, server, { name: 'undisturbed', runs })
  const baseline = await undisturbed.run(changes)
  report(`undisturbed: ${JSON.stringify(baseline)}`)
  const before = await settledMemory(server, settleMs)

  const burst = await createBurst(pool, server, { name: 'with', runs })
  const clients = await Promise.all(
    Array.from({ length: counts.stalled }, () => [
      stallSocket(burst.caller, burst.runIds.slice(0, 50)),
      stallStream(burst.caller),
    ]).flat(),
  )
  const result = await burst.run(changes)
  report(`with: ${JSON.stringify(result)}`)
  const after = await settledMemory(server, settleMs)
  for (const client of clients) client.disconnect()

  const grown = { atPeak: result.peakMb - baseline.peakMb, afterwards: after - before }
  const violations = [...baseline.violations, ...result.violations]
  for (const [when, growth] of Object.entries(grown)) {
    if (growth > maxMemoryMb) violations.push(`the memory grew by ${growth} MB ${when}`)
  }
  if (result.lastAfterMs > maxWait * timeFactor)
    violations.push(`the last change arrived after ${result.lastAfterMs} ms`)
  if (result.slowestAnswerMs > maxWait * timeFactor)
    violations.push(`a request was answered after ${result.slowestAnswerMs} ms`)
  if (server.child.exitCode !== null) violations.push(`the server exited with ${server.child.exitCode}`)
  violations.push(...errorLogsOf([server]))
  return {
    figures: {
      changes,
      stalledClients: clients.length,
      memoryBeforeMb: before,
      memoryAfterMb: after,
      grownAtPeakMb: grown.atPeak,
      grownAfterwardsMb: grown.afterwards,
      burstMs: result.burstMs,
      lastChangeMs: result.lastAfterMs,
      lastChangeMsWithoutStalled: baseline.lastAfterMs,
      slowestAnswerMs: result.slowestAnswerMs,
      slowestAnswerMsWithoutStalled: baseline.slowestAnswerMs,
    },
    violations,
  }
}
