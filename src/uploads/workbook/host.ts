import { once } from 'node:events'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import pLimit from 'p-limit'
import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'
import type { RowChunk } from '../rows.ts'
import { tooCostly } from './refusals.ts'
import type { SheetFindings } from './sheet-table.ts'
import type { WorkbookJob, WorkbookMessage } from './thread.ts'

/** What a thread may take: the time that it works, in all and at a stretch, and the memory of its objects. */
export interface ThreadLimits {
  totalMs: number
  stretchMs: number
  memoryMb: number
}

const mostThreads = 2
const turns = pLimit(mostThreads)

/** The limits for a workbook of this size: many times what an honest one takes. */
export function limitsFor(byteSize: number): ThreadLimits {
  const megabytes = byteSize / 1_000_000
  return { totalMs: 30_000 + 3_000 * megabytes, stretchMs: 30_000 + 500 * megabytes, memoryMb: 512 }
}

/**
 * Reads a sheet in a thread of its own and hands over chunk by chunk, the next once the last is stored. Throws what the reader
 * says is wrong with the workbook, UnreadableFileError where it passes a limit, and what `store` throws; the thread then ends.
 */
export async function readInThread(
  job: WorkbookJob,
  limits: ThreadLimits,
  store: (chunk: RowChunk) => Promise<void>,
): Promise<SheetFindings> {
  return await turns(async () => {
    const worker = startThread(job, limits)
    // While a chunk is stored nobody else listens.
    worker.on('error', () => undefined)
    let leftMs = limits.totalMs
    try {
      for (;;) {
        const start = performance.now()
        const message = await nextMessage(worker, Math.min(leftMs, limits.stretchMs))
        leftMs -= performance.now() - start
        if (message.says === 'findings') return message.findings
        if (message.says === 'unreadable') throw new UnreadableFileError(message.message, message.line)
        if (message.says === 'invalid input') throw new InvalidInputError(message.field, message.message)
        await store(message.chunk)
        worker.postMessage('stored')
      }
    } finally {
      await worker.terminate()
    }
  })
}

function startThread(job: WorkbookJob, { memoryMb }: ThreadLimits): Worker {
  const options: WorkerOptions = {
    workerData: job,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  }
  if (import.meta.url.endsWith('.js')) return new Worker(new URL('./thread.js', import.meta.url), options)
  // In development and tests there is nothing compiled, and Node does not pass the loader of sources on to a thread.
  const source = JSON.stringify(new URL('./thread.ts', import.meta.url).href)
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${source}, ${source}))`, {
    ...options,
    eval: true,
  })
}

async function nextMessage(worker: Worker, withinMs: number): Promise<WorkbookMessage> {
  try {
    const [message] = await once(worker, 'message', { signal: AbortSignal.timeout(Math.max(Math.ceil(withinMs), 0)) })
    return message
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw code === 'ERR_WORKER_OUT_OF_MEMORY' || code === 'ABORT_ERR' ? tooCostly() : error
  }
}
