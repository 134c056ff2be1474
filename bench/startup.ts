import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../src/log.ts'
import { buildSources, startServer } from '../torture/harness/server-process.ts'
import { median, round2 } from './figures.ts'
import { processorSeconds } from './processor-time.ts'

/** How long a start takes, with its database running and migrated: medians. */
export interface StartupFigures {
  rounds: number
  /** From the start of the process until it is ready: 1 is the goal. */
  secondsUntilReady: number
  /** Processor time until then, which other load changes little; NaN except on Linux. */
  processorSecondsUntilReady: number
}

/** Starts the server as `npm start` does, again and again on the same database. */
export async function benchStartup({ rounds }: { rounds: number }): Promise<StartupFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  const cluster = await startEmbedded({ dataDir, log: createLog({ logLevel: 'error', logFormat: 'json' }) })
  const sources = await buildSources()
  const start = () => startServer(sources.folder, { DATABASE_URL: cluster.url })
  try {
    // Migrates the database.
    await (await start()).stop()
    const times: number[] = []
    const processorTimes: number[] = []
    for (let round = 0; round < rounds; round++) {
      const began = performance.now()
      const { child, stop } = await start()
      times.push((performance.now() - began) / 1_000)
      processorTimes.push(await processorSeconds(child.pid ?? 0))
      await stop()
    }
    return {
      rounds,
      secondsUntilReady: round2(median(times)),
      processorSecondsUntilReady: round2(median(processorTimes)),
    }
  } finally {
    await sources.remove()
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
