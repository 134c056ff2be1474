import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Reading } from './reader-process.ts'

/** What one file may take, in milliseconds: less than a test. */
const patience = 60_000

/** One process that reads file after file, for tests with many of them. */
export class ReaderHost {
  #process: ChildProcess | null = null

  /** What becomes of a file; null where it takes more time or memory than it may, after which a new process reads the next. */
  async read(bytes: Buffer): Promise<Reading | null> {
    this.#process ??= start()
    const reader = this.#process
    const over = new AbortController()
    const { signal } = over
    const timer = setTimeout(() => over.abort(), patience)
    try {
      const gone = once(reader, 'exit', { signal }).then(() => Promise.reject(new Error('It is gone.')))
      reader.send(bytes)
      const [reading] = await Promise.race([once(reader, 'message', { signal }), gone])
      return reading
    } catch {
      reader.kill('SIGKILL')
      if (this.#process === reader) this.#process = null
      return null
    } finally {
      clearTimeout(timer)
      over.abort()
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
