import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Reading } from './reader-process.ts'

/** What one file may take here; the server gives more. */
const patience = 120_000

/** One process that reads file after file, for tests with many of them. */
export class ReaderHost {
  #process: ChildProcess | null = null

  /** What becomes of a file; null where it takes more time or memory than it may, after which a new process reads the next. */
  async read(bytes: Buffer): Promise<Reading | null> {
    this.#process ??= start()
    const heard = new AbortController()
    const signal = AbortSignal.any([heard.signal, AbortSignal.timeout(patience)])
    try {
      const gone = once(this.#process, 'exit', { signal }).then(() => Promise.reject(new Error('It is gone.')))
      this.#process.send(bytes)
      const [reading] = await Promise.race([once(this.#process, 'message', { signal }), gone])
      return reading
    } catch {
      this.end()
      return null
    } finally {
      heard.abort()
    }
  }

  end(): void {
    this.#process?.kill('SIGKILL')
    this.#process = null
  }
}

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('./reader-process.ts', import.meta.url)), {
    execArgv: ['--max-old-space-size=256', '--import', 'tsx'],
    serialization: 'advanced',
    // What SheetJS says about records that it does not know is of no use.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}
