import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'
import type { WorkbookType } from '../file-type.ts'
import type { RowChunk } from '../row-text.ts'
import { openWorkbook } from './open.ts'
import { readSheet, type SheetFindings } from './sheet-table.ts'

/** First message to the process: a workbook on disk, and the sheet to read. */
export interface WorkbookJob {
  path: string
  kind: WorkbookType
  sheet: string | null
}

/** Messages from the process. After a chunk it waits for the message that the chunk is stored. */
export type WorkbookMessage =
  | { type: 'chunk'; chunk: RowChunk }
  | { type: 'findings'; findings: SheetFindings }
  | { type: 'unreadable'; message: string; line: number | null }
  | { type: 'invalid input'; message: string; field: string }
  | { type: 'fault'; message: string; stack: string | undefined; code: unknown }

const say = (message: WorkbookMessage) => process.send?.(message)
/** The processor time used when the job arrived and when the last chunk was stored, in milliseconds. */
const used = new Float64Array(new SharedArrayBuffer(16)).fill(Number.POSITIVE_INFINITY)

function usedSoFar(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function run({ path, kind, sheet }: WorkbookJob): Promise<void> {
  const chunks = readSheet(await openWorkbook(path, kind), sheet)
  for (;;) {
    const { done, value } = await chunks.next()
    if (done === true) {
      say({ type: 'findings', findings: value })
      return
    }
    const stored = once(process, 'message')
    say({ type: 'chunk', chunk: value })
    await stored
    used[1] = usedSoFar()
  }
}

function complain(error: unknown): void {
  if (error instanceof UnreadableFileError) say({ type: 'unreadable', message: error.message, line: error.line })
  else if (error instanceof InvalidInputError) {
    say({ type: 'invalid input', message: error.message, field: error.field })
  } else {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    say({ type: 'fault', message, stack, code: error instanceof Error && 'code' in error ? error.code : undefined })
  }
}

// The process runs until it is killed, and ends with the server or at its limits even when it is stuck in a loop.
const watch = `
  const { used, totalMs, chunkMs } = require('node:worker_threads').workerData
  const { ppid } = process
  setInterval(() => {
    const { user, system } = process.cpuUsage()
    const now = (user + system) / 1_000
    const isOver = now - used[0] > totalMs || now - used[1] > chunkMs
    if (isOver || process.ppid !== ppid) process.kill(process.pid, 'SIGKILL')
  }, 250)`
const [totalMs, chunkMs] = process.argv.slice(2).map(Number)
new Worker(watch, { eval: true, execArgv: [], workerData: { used, totalMs, chunkMs } })
process.once('disconnect', () => process.exit())
// A terminal sends signals to this process too, but the server lets a running upload finish.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
process.once('message', (job: WorkbookJob) => {
  used.fill(usedSoFar())
  run(job).catch(complain)
})
