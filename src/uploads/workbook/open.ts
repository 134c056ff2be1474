import { stat } from 'node:fs/promises'
import type { WorkbookType } from '../file-type.ts'
import type { WorkbookReader } from './reader.ts'
import { refuseTooLarge } from './refusals.ts'
import type { SheetJsFormat } from './sheetjs.ts'
import { inflateAll, zipKind } from './zip.ts'

/** SheetJS holds a file in memory several times. */
const maxInflatedBytes = 200_000_000
const largestExpanded = 6_000_000_000

/** Opens a workbook with the reader for its type. Throws UnreadableFileError if there is none. */
export async function openWorkbook(path: string, kind: WorkbookType): Promise<WorkbookReader> {
  const format = kind === 'zip' ? await zipKind(path) : kind
  if (format === 'xlsx') {
    const { openXlsx } = await import('./xlsx/xlsx.ts')
    return await openXlsx(path, { maxExpandedBytes: largestExpanded })
  }
  return await openWhole(path, format)
}

async function openWhole(path: string, format: SheetJsFormat): Promise<WorkbookReader> {
  refuseTooLarge((await stat(path)).size)
  if (format === 'xlsb' || format === 'ods') await inflateAll(path, maxInflatedBytes)
  const { openSheetJs } = await import('./sheetjs.ts')
  return await openSheetJs(path, format)
}
