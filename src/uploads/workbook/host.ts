import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'
import type { RowChunk } from '../row-text.ts'
import type { WorkbookJob, WorkbookMessage } from './process.ts'
import { tooCostly } from './refusals.ts'
import type { SheetFindings } from './sheet-table.ts'

/** What a reader may take: the time that it works, in all and at a stretch, and the memory of its objects. */
export interface ReaderLimits {
  totalMs: number
  stretchMs: number
  memoryMb: number
}

const maxReaders = 2
const turns = pLimit(maxReaders)

/** The limits for a workbook of this size: many times what an honest one takes. */
export function limitsFor(byteSize: number): ReaderLimits {
  const megabytes = byteSize / 1_000_000
  return { totalMs: 30_000 + 3_000 * megabytes, stretchMs: 30_000 + 500 * megabytes, memoryMb: 512 }
}

/**
 * Reads a sheet in a process of its own and hands over chunk by chunk, the next once the last is stored. Throws what the reader
 * says is wrong with the workbook, UnreadableFileError where it passes a limit, and what `store` throws; the process then ends.
 */
export async function readApart(
  job: WorkbookJob,
  limits: ReaderLimits,
  store: (chunk: RowChunk) => Promise<void>,
): Promise<SheetFindings> {
  return await turns(async () => {
    const reader = startReader(limits)
    // While a chunk is stored nobody else listens.
    reader.on('error', () => undefined)
    tell(reader, job)
    let leftMs = limits.totalMs
    try {
      for (;;) {
        const start = performance.now()
        const message = await nextMessage(reader, Math.min(leftMs, limits.stretchMs))
        leftMs -= performance.now() - start
        if (message.says === 'findings') return message.findings
        if (message.says === 'unreadable') throw new UnreadableFileError(message.message, message.line)
        if (message.says === 'invalid input') throw new InvalidInputError(message.field, message.message)
        if (message.says === 'fault') throw faultOf(message)
        await store(message.chunk)
        tell(reader, 'stored')
      }
    } finally {
      await end(reader)
    }
  })
}

/**
 * A process and no thread: one that asks for too much memory at once would take the server along, and nothing ends a thread in
 * the middle of one long step of the engine. It gets nothing of our environment.
 */
function startReader({ memoryMb }: ReaderLimits): ChildProcess {
  const isBuilt = import.meta.url.endsWith('.js')
  return fork(fileURLToPath(new URL(isBuilt ? './process.js' : './process.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${memoryMb}`, ...(isBuilt ? [] : ['--import', 'tsx'])],
    env: { TMPDIR: tmpdir(), TEMP: tmpdir() },
    serialization: 'advanced',
    // What a library says of every record that it does not know could fill the log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

/** One that is gone is noticed when it is listened to. */
function tell(reader: ChildProcess, message: WorkbookJob | 'stored'): void {
  reader.send(message, () => undefined)
}

async function nextMessage(reader: ChildProcess, withinMs: number): Promise<WorkbookMessage> {
  const heard = new AbortController()
  const signal = AbortSignal.any([heard.signal, AbortSignal.timeout(Math.max(Math.ceil(withinMs), 0))])
  try {
    if (isGone(reader)) throw endingOf(reader)
    const gone = once(reader, 'exit', { signal }).then(() => Promise.reject(endingOf(reader)))
    const [message] = await Promise.race([once(reader, 'message', { signal }), gone])
    return message
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError' ? tooCostly() : error
  } finally {
    heard.abort()
  }
}

function isGone({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined
}

/** The engine aborts where there is no more memory; anything else should not have happened. */
function endingOf({ exitCode, signalCode }: ChildProcess): Error {
  const isAborted = signalCode !== null || exitCode === 134 || Number(exitCode) > 0x7fffffff
  return isAborted ? tooCostly() : new Error(`The process that reads workbooks ended with ${exitCode}.`)
}

function faultOf({ message, stack, code }: Extract<WorkbookMessage, { says: 'fault' }>): Error {
  return Object.assign(new Error(message), { ...(stack === undefined ? {} : { stack }), code })
}

async function end(reader: ChildProcess): Promise<void> {
  if (isGone(reader)) return
  const gone = once(reader, 'exit')
  reader.kill('SIGKILL')
  await gone
}
