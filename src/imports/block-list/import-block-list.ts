import type pg from 'pg'
import { blockCompanies, maxEntries } from '../../blocklist/block.ts'
import type { EntryRejection } from '../../blocklist/entry.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import type { Upload } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { columnNames } from '../../uploads/columns.ts'
import { hasHeaderWord } from '../../uploads/csv/header-words.ts'
import { isBlank } from '../../uploads/csv/record.ts'
import { RecordReader } from '../../uploads/csv/record-reader.ts'
import { bytesOf } from '../../uploads/encoding/text.ts'
import { discardUpload, findUpload, stageRecords, stageUpload } from '../../uploads/stage.ts'
import type { StartDeps } from '../start/prepared.ts'
import { type EntryRow, readEntries } from './read-entries.ts'

/** Most rows of a file. */
const maxRows = 100_000
/** Most rejected rows that a call returns. */
const maxRejected = 1_000

/** A row that was not added to the block list, and why. */
export interface RejectedEntry {
  rowNumber: number
  text: string
  code: EntryRejection['code']
  message: string
}

/** Result for the rows of a block list file. */
export interface BlockListImport {
  added: number
  updated: number
  rejectedCount: number
  rejected: RejectedEntry[]
}

/**
 * Adds the companies of a file to the owner's block list: all rows that name one, or none if an error is thrown. Throws
 * InvalidInputError and the errors of staging.
 */
export async function importBlockList(
  deps: StartDeps,
  ownerId: number,
  { csvText, uploadId }: { csvText?: string | null | undefined; uploadId?: string | null | undefined },
): Promise<BlockListImport> {
  if ((typeof csvText === 'string') === (typeof uploadId === 'string')) {
    throw new InvalidInputError('csvText', 'Give exactly one of `csvText` and `uploadId`.')
  }
  if (typeof csvText !== 'string') {
    return await addEntries(deps.pool, ownerId, await findUpload(deps.prisma, ownerId, uploadId ?? ''))
  }
  const upload = await stageText(deps, ownerId, csvText)
  try {
    return await addEntries(deps.pool, ownerId, upload)
  } finally {
    await discardUpload(deps.pool, upload)
  }
}

/** Stages a text, whose only line is an entry unless it is a header. */
async function stageText(deps: StartDeps, ownerId: number, csvText: string): Promise<Upload> {
  const line = csvText.replaceAll('\0', '').trim()
  const [only] = /[\r\n]/.test(line) ? [] : new RecordReader(',').push(`${line}\n`)
  if (only === undefined || isBlank(only) || hasHeaderWord(only)) {
    return await stageUpload(deps, ownerId, { fileName: null, content: bytesOf(csvText) })
  }
  return await stageRecords(deps, ownerId, columnNames(only.cells.map(() => '')), [only])
}

async function addEntries(pool: pg.Pool, ownerId: number, upload: Upload): Promise<BlockListImport> {
  if (upload.totalRows > maxRows) {
    const [rows, most] = [upload.totalRows, maxRows].map((count) => count.toLocaleString('en'))
    throw new InvalidInputError('csvText', `The file has ${rows} rows; a block list can have at most ${most}.`)
  }
  return await transaction(pool, async (client) => {
    // Calls at the same time could lock entries in another order.
    await lockOwner(client, ownerId)
    const result: BlockListImport = { added: 0, updated: 0, rejectedCount: 0, rejected: [] }
    for await (const rows of readEntries(client, upload)) {
      for (let at = 0; at < rows.length; at += maxEntries) {
        await addBatch(client, ownerId, rows.slice(at, at + maxEntries), result)
      }
    }
    return result
  })
}

async function addBatch(
  client: pg.ClientBase,
  ownerId: number,
  rows: readonly EntryRow[],
  result: BlockListImport,
): Promise<void> {
  const outcomes = await blockCompanies(client, ownerId, rows)
  for (const [at, { created, error, errorCode }] of outcomes.entries()) {
    const row = rows[at]
    if (errorCode === null || error === null || row === undefined) {
      if (created) result.added++
      else result.updated++
      continue
    }
    result.rejectedCount++
    if (result.rejected.length < maxRejected) {
      const text = row.domain ?? row.name ?? ''
      result.rejected.push({ rowNumber: row.rowNumber, text, code: errorCode, message: error })
    }
  }
}
