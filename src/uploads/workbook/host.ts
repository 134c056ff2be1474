import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { Shares } from '../../db/shares.ts'
import { InvalidInputError } from '../../errors.ts'
import { programFolder } from '../../folders.ts'
import { UnreadableFileError } from '../errors.ts'
import type { RowChunk } from '../row-text.ts'
import type { WorkbookJob, WorkbookMessage } from './process.ts'
import { tooCostly } from './refusals.ts'
import type { SheetFindings } from './sheet-table.ts'

/** Limits of a reader: the processor time that it works, in total and per chunk, and its heap. */
export interface ReaderLimits {
  totalMs: number
  chunkMs: number
  memoryMb: number
}

/** How many times its processor time a reader may take: far more than on a machine that is busy. */
const maxStretch = 20

const readers = pLimit(2)
/** Leaves the other reader to other owners, so that one owner cannot delay the rest. */
const readersOfOwner = new Shares(1)

/** Returns the limits for a workbook of this size: many times what a normal one needs. */
export function limitsFor(byteSize: number): ReaderLimits {
  const megabytes = byteSize / 1_000_000
  return { totalMs: 30_000 + 3_000 * megabytes, chunkMs: 30_000 + 500 * megabytes, memoryMb: 512 }
}

/**
 * Reads a sheet in a separate process, one for each owner at a time, and stores it chunk by chunk, the next when the last is
 * stored. Throws what the reader reports about the workbook, UnreadableFileError when it exceeds a limit, and what `store`
 * throws; then the process is killed.
 */
export async function readApart(
  { ownerId, ...job }: WorkbookJob & { ownerId: number },
  limits: ReaderLimits,
  store: (chunk: RowChunk) => Promise<void>,
): Promise<SheetFindings> {
  return await readersOfOwner.run(ownerId, () => readers(() => readNow(job, limits, store)))
}

async function readNow(
  job: WorkbookJob,
  limits: ReaderLimits,
  store: (chunk: RowChunk) => Promise<void>,
): Promise<SheetFindings> {
  const reader = startReader(limits)
  // While a chunk is being stored, there is no other listener.
  reader.on('error', () => undefined)
  send(reader, job)
  try {
    for (;;) {
      const message = await nextMessage(reader, maxStretch * limits.chunkMs)
      if (message.type === 'findings') return message.findings
      if (message.type === 'unreadable') throw new UnreadableFileError(message.message, message.line)
      if (message.type === 'invalid input') throw new InvalidInputError(message.field, message.message)
      if (message.type === 'fault') throw faultOf(message)
      await store(message.chunk)
      send(reader, 'stored')
    }
  } finally {
    await end(reader)
  }
}

/**
 * A process and not a thread: a thread that allocates too much at once would crash the server, and a thread can't be ended in
 * the middle of a long native call. It inherits nothing from our environment.
 */
function startReader({ totalMs, chunkMs, memoryMb }: ReaderLimits): ChildProcess {
  const isBuilt = import.meta.url.endsWith('.js')
  const program = new URL(`uploads/workbook/process.${isBuilt ? 'js' : 'ts'}`, programFolder)
  return fork(fileURLToPath(program), [String(totalMs), String(chunkMs)], {
    execArgv: [`--max-old-space-size=${memoryMb}`, ...(isBuilt ? [] : ['--import', 'tsx'])],
    env: { TMPDIR: tmpdir(), TEMP: tmpdir() },
    serialization: 'advanced',
    // A library prints a line for every unknown record, which could fill the log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

/** Errors are ignored: an ended process is noticed by `nextMessage`. */
function send(reader: ChildProcess, message: WorkbookJob | 'stored'): void {
  reader.send(message, () => undefined)
}

async function nextMessage(reader: ChildProcess, withinMs: number): Promise<WorkbookMessage> {
  const over = new AbortController()
  const { signal } = over
  // Not `AbortSignal.any` with a timeout: Node 20 collects such a timeout as garbage, and it never ends the wait.
  const timer = setTimeout(() => over.abort(), Math.ceil(withinMs))
  try {
    if (isGone(reader)) throw endingOf(reader)
    const gone = once(reader, 'exit', { signal }).then(() => Promise.reject(endingOf(reader)))
    const [message] = await Promise.race([once(reader, 'message', { signal }), gone])
    return message
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError' ? tooCostly() : error
  } finally {
    clearTimeout(timer)
    over.abort()
  }
}

function isGone({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined
}

/** The engine aborts when it is out of memory; any other exit is unexpected. */
function endingOf({ exitCode, signalCode }: ChildProcess): Error {
  const isAborted = signalCode !== null || exitCode === 134 || Number(exitCode) > 0x7fffffff
  return isAborted ? tooCostly() : new Error(`The process that reads workbooks exited with code ${exitCode}.`)
}

function faultOf({ message, stack, code }: Extract<WorkbookMessage, { type: 'fault' }>): Error {
  return Object.assign(new Error(message), { ...(stack === undefined ? {} : { stack }), code })
}

async function end(reader: ChildProcess): Promise<void> {
  if (isGone(reader)) return
  const gone = once(reader, 'exit')
  reader.kill('SIGKILL')
  await gone
}
