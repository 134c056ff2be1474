import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { detectFileType } from '../../../src/uploads/file-type.ts'
import { openWorkbook } from '../../../src/uploads/workbook/open.ts'
import { readSheet } from '../../../src/uploads/workbook/sheet-table.ts'
import { withFile } from '../../support/xlsx-files.ts'

/** Result of reading a file: how many rows were read, or why none were. */
export type Reading = { rows: number } | { refusal: string } | { fault: string }

// Reads one file after the other, until its test ends it.
process.on('message', async (bytes: Uint8Array) => {
  process.send?.(await reading(Buffer.from(bytes)))
})

async function reading(bytes: Buffer): Promise<Reading> {
  try {
    const kind = detectFileType(bytes.subarray(0, 8_192))
    if (kind === 'text') return { refusal: 'This is text' }
    return await withFile(bytes, async (path) => {
      let rows = 0
      const reader = await openWorkbook(path, kind)
      try {
        for await (const { rowCount } of readSheet(reader, null)) rows += rowCount
      } finally {
        await reader.close()
      }
      return { rows }
    })
  } catch (error) {
    if (error instanceof UnreadableFileError) return { refusal: error.message }
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
