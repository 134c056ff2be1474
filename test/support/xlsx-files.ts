import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sheet, SheetRow } from '../../src/uploads/workbook/reader.ts'
import { openXlsx } from '../../src/uploads/workbook/xlsx/xlsx.ts'
import { deflatedPart, zipOf } from './zip.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** The XML of a workbook with one sheet; each part is optional. */
export interface WorkbookXml {
  /** Content of the sheet's `sheetData`. */
  rows?: string
  /** XML before and after `sheetData`. */
  columns?: string
  behind?: string
  /** Content of the `sst`; null for a workbook without shared strings. */
  strings?: string | null
  /** The format codes of the styles from 1; a number is the id of a built-in format. */
  formats?: (string | number)[]
  workbookProperties?: string
}

/** Returns the parts of a workbook by name, which a test can change before `xlsxOf` zips them. */
export function workbookParts(xml: WorkbookXml = {}): Record<string, string> {
  const { rows = '', columns = '', behind = '', strings = null, formats = [], workbookProperties = '' } = xml
  return {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    '_rels/.rels': relationsOf({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}">${workbookProperties}<sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationsOf({
      rId1: ['worksheet', 'worksheets/sheet1.xml'],
      rId2: ['styles', 'styles.xml'],
      ...(strings === null ? {} : { rId3: ['sharedStrings', 'sharedStrings.xml'] }),
    }),
    'xl/styles.xml': stylesOf(formats),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}">${columns}<sheetData>${rows}</sheetData>${behind}</worksheet>`,
    ...(strings === null ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>` }),
  }
}

export function relationsOf(targets: Record<string, string[]>): string {
  const list = Object.entries(targets).map(
    ([id, [type, target]]) => `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`
}

function stylesOf(formats: (string | number)[]): string {
  const codes = formats.map((code, index) => ({ code, id: typeof code === 'number' ? code : 164 + index }))
  const custom = codes.filter(({ code }) => typeof code === 'string')
  const numFmts = custom.map(({ code, id }) => `<numFmt numFmtId="${id}" formatCode="${escaped(String(code))}"/>`)
  const xfs = codes.map(({ id }) => `<xf numFmtId="${id}"/>`)
  return `<styleSheet xmlns="${main}"><numFmts>${numFmts.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${xfs.join('')}</cellXfs></styleSheet>`
}

/** Escapes text for XML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

export function xlsxOf(parts: Record<string, string | Buffer>): Buffer {
  return zipOf(Object.entries(parts).map(([name, content]) => deflatedPart(name, content)))
}

/** The sheets of a file, and the rows of one. */
export interface ReadSheet {
  sheets: Sheet[]
  rows: SheetRow[]
  warnings: string[]
}

/** Reads a workbook from a file as the server does; the first sheet by default. */
export async function readXlsx(bytes: Buffer, sheet?: string, maxExpandedBytes = 100_000_000): Promise<ReadSheet> {
  return await withFile(bytes, async (path) => {
    const reader = await openXlsx(path, { maxExpandedBytes })
    try {
      const rows: SheetRow[] = []
      for await (const batch of reader.rows(sheet ?? reader.sheets[0]?.name ?? '')) rows.push(...batch)
      return { sheets: reader.sheets, rows, warnings: reader.warnings() }
    } finally {
      await reader.close()
    }
  })
}

export async function withFile<T>(bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
  try {
    const path = join(directory, 'workbook')
    await writeFile(path, bytes)
    return await use(path)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
