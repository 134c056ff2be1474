import { createBurst } from '../harness/burst.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { settledMemory } from '../harness/memory.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { stallSocket, stallStream } from '../harness/stalled-clients.ts'

/** Megabytes by which the memory of the server may grow because of those who never read. */
const maxMemory = 50
/** Milliseconds in which the others learn of the last change, and in which a request is answered meanwhile, on whatever machine. */
const maxWait = 30_000
/** What the server is given to clean up behind a burst. */
const settling = 500

type Count = 'changes' | 'runs' | 'stalled'

/** Subscribers that never read, beside others that do, and a burst of changes. */
export const stalled: Scenario<Count> = {
  name: 'stalled',
  promise:
    'Subscribers that never read cost the server next to no memory, and nobody waits for them, however much there would be to tell.',
  counts: {
    changes: { sample: 5_000, ci: 30_000, full: 100_000 },
    runs: { sample: 200, ci: 500, full: 1_000 },
    stalled: { sample: 2, ci: 5, full: 10 },
  },
  run,
}

async function run({ world, counts, say }: Trial<Count>): Promise<Outcome> {
  const { url: databaseUrl, pool } = await world.createDatabase()
  const server = await world.startServer({ ROLE: 'api', DATABASE_URL: databaseUrl })
  const { changes, runs } = counts

  const without = await createBurst(pool, server, { name: 'without', runs })
  const usual = await without.play(changes)
  say(`without: ${JSON.stringify(usual)}`)
  const before = await settledMemory(server, settling)

  const burst = await createBurst(pool, server, { name: 'with', runs })
  const clients = await Promise.all(
    Array.from({ length: counts.stalled }, () => [
      stallSocket(burst.caller, burst.runIds.slice(0, 50)),
      stallStream(burst.caller),
    ]).flat(),
  )
  const seen = await burst.play(changes)
  say(`with: ${JSON.stringify(seen)}`)
  const after = await settledMemory(server, settling)
  for (const client of clients) client.leave()

  const grown = { atPeak: seen.peakMb - usual.peakMb, afterwards: after - before }
  const broken = [...usual.broken, ...seen.broken]
  for (const [when, growth] of Object.entries(grown)) {
    if (growth > maxMemory) broken.push(`the memory grew by ${growth} MB ${when}`)
  }
  if (seen.lastAfterMs > maxWait) broken.push(`the last change was told after ${seen.lastAfterMs} ms`)
  if (seen.slowestAnswerMs > maxWait) broken.push(`a request was answered after ${seen.slowestAnswerMs} ms`)
  if (server.child.exitCode !== null) broken.push(`the server ended with ${server.child.exitCode}`)
  broken.push(...errorLogsOf([server]))
  return {
    figures: {
      changes,
      stalledClients: clients.length,
      memoryBeforeMb: before,
      memoryAfterMb: after,
      grownAtPeakMb: grown.atPeak,
      grownAfterwardsMb: grown.afterwards,
      burstMs: seen.burstMs,
      lastToldAfterMs: seen.lastAfterMs,
      lastToldAfterMsWithout: usual.lastAfterMs,
      slowestAnswerMs: seen.slowestAnswerMs,
      slowestAnswerMsWithout: usual.slowestAnswerMs,
    },
    broken,
  }
}
