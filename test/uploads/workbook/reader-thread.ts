import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Reading } from './reader-process.ts'

/** What one file may take here; the server gives more. */
const patience = 10_000

/** One thread that reads file after file, for tests with many of them. */
export class ReaderThread {
  #worker: Worker | null = null

  /** What becomes of a file; null where it takes more time or memory than it may, after which a new thread reads the next. */
  async read(bytes: Buffer): Promise<Reading | null> {
    this.#worker ??= start()
    this.#worker.postMessage(bytes)
    try {
      const [reading] = await once(this.#worker, 'message', { signal: AbortSignal.timeout(patience) })
      return reading
    } catch {
      await this.end()
      return null
    }
  }

  async end(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }
}

function start(): Worker {
  const source = JSON.stringify(new URL('./reader-process.ts', import.meta.url).href)
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${source}, ${source}))`, {
    eval: true,
    execArgv: [],
    // What SheetJS says about records that it does not know is of no use.
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
}
