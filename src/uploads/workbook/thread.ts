import { once } from 'node:events'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'
import type { WorkbookKind } from '../recognise.ts'
import type { RowChunk } from '../rows.ts'
import { openWorkbook } from './open.ts'
import { readSheet, type SheetFindings } from './sheet-table.ts'

/** What the thread is started with: a workbook on disk, and the sheet that is asked for. */
export interface WorkbookJob {
  path: string
  kind: WorkbookKind
  sheet: string | null
}

/** What the thread says. After a chunk it waits until it is told that the chunk is stored. */
export type WorkbookMessage =
  | { says: 'chunk'; chunk: RowChunk }
  | { says: 'findings'; findings: SheetFindings }
  | { says: 'unreadable'; message: string; line: number | null }
  | { says: 'invalid input'; message: string; field: string }

// A library that tells of every record that it does not know could fill the log.
process.stderr.write = () => true

async function run(port: MessagePort, { path, kind, sheet }: WorkbookJob): Promise<void> {
  const say = (message: WorkbookMessage) => port.postMessage(message)
  try {
    const chunks = readSheet(await openWorkbook(path, kind), sheet)
    for (;;) {
      const { done, value } = await chunks.next()
      if (done === true) return say({ says: 'findings', findings: value })
      say({ says: 'chunk', chunk: value })
      await once(port, 'message')
    }
  } catch (error) {
    if (error instanceof UnreadableFileError) say({ says: 'unreadable', message: error.message, line: error.line })
    else if (error instanceof InvalidInputError)
      say({ says: 'invalid input', message: error.message, field: error.field })
    else throw error
  }
}

if (parentPort) await run(parentPort, workerData)
