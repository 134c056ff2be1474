import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import type { WorkbookType } from '../../../src/uploads/file-type.ts'
import type { RowChunk } from '../../../src/uploads/row-text.ts'
import { limitsFor, type ReaderLimits, readApart } from '../../../src/uploads/workbook/host.ts'
import { openDocument, workbook } from '../../support/workbooks.ts'
import { withFile } from '../../support/xlsx-files.ts'

interface Reading {
  ownerId?: number
  kind?: WorkbookType
  sheet?: string | null
  limits?: Partial<ReaderLimits>
  store?: (chunk: RowChunk) => Promise<void>
}

/** A slow processor is not a failure. */
const unhurried = { totalMs: 3_600_000, chunkMs: 3_600_000 }

/** Reads a workbook in a separate process, with the memory for its size and all time where no other limits are given. */
export async function read(
  bytes: Buffer,
  { ownerId = 1, kind = 'zip', sheet = null, limits = {}, store = async () => {} }: Reading = {},
) {
  return await withFile(
    bytes,
    async (path) =>
      await readApart({ ownerId, path, kind, sheet }, { ...limitsFor(bytes.length), ...unhurried, ...limits }, store),
  )
}

const rows = Array.from({ length: 3_000 }, (_, index) => [index, 'x'.repeat(1_000)])

/** A workbook of several chunks. */
export const leads = workbook({ Leads: [['Id', 'Note'], ...rows] }, 'xlsx')

/** A billion cells in a file of a kilobyte. */
export const hostile = openDocument(
  `<table:table table:name="Leads"><table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`,
)

/** What is thrown when a reader exceeds a limit. */
export const tooCostly = new UnreadableFileError(
  'The workbook takes too much time or memory to read. Save the sheet as CSV.',
)
