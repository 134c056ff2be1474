import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Cell, Export } from './export.ts'

/** Limits of the format; Excel rejects a file that exceeds them. */
const maxRows = 1_048_576
const maxCellLength = 32_767

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** Returns an export as an .xlsx file, with a further sheet for every million rows. Cells are text or numbers, never formulas. */
export function xlsxOf({ columns, pages }: Export, sheetName: string): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream
  if (!(output instanceof Readable)) throw new TypeError('yazl writes to a stream of Node.js.')
  const rows = pages()
  let sheets = 0
  const header = rowXml(
    1,
    columns.map(({ header }) => header),
  )

  async function* sheetXml(waiting: Cell[][]): AsyncGenerator<string> {
    yield `${head}<worksheet xmlns="${main}"><sheetData>${header}`
    let number = 1
    let rest = waiting
    for (;;) {
      const taken = rest.slice(0, maxRows - number)
      yield taken.map((row, at) => rowXml(number + at + 1, row)).join('')
      number += taken.length
      rest = rest.slice(taken.length)
      if (rest.length > 0) break
      const { done, value } = await rows.next()
      if (done) break
      rest = value
    }
    yield '</sheetData></worksheet>'
    if (rest.length > 0) addSheet(rest)
    else addParts()
  }

  const addSheet = (waiting: Cell[][]) => {
    sheets += 1
    const sheet = Readable.from(sheetXml(waiting))
    sheet.once('error', (error) => output.destroy(error))
    output.once('close', () => sheet.destroy())
    zip.addReadStream(sheet, `xl/worksheets/sheet${sheets}.xml`, { compressionLevel: 3 })
  }

  const addParts = () => {
    const numbers = Array.from({ length: sheets }, (_, at) => at + 1)
    const parts = {
      '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${types}.worksheet+xml"/>`).join('')}</Types>`,
      '_rels/.rels': relationsXml([['officeDocument', 'xl/workbook.xml']]),
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${numbers.map((n) => `<sheet name="${sheetName}${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relationsXml(numbers.map((n) => ['worksheet', `worksheets/sheet${n}.xml`])),
    }
    for (const [path, xml] of Object.entries(parts)) zip.addBuffer(Buffer.from(head + xml), path)
    zip.end()
  }

  addSheet([])
  return output
}

function relationsXml(targets: readonly (readonly [type: string, target: string])[]): string {
  const items = targets.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${relations}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`
}

function rowXml(number: number, cells: readonly Cell[]): string {
  let xml = `<row r="${number}">`
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]
    if (cell === null || cell === undefined) continue
    const place = `r="${columnName(at)}${number}"`
    if (typeof cell === 'number') xml += `<c ${place}><v>${cell}</v></c>`
    else {
      const text = typeof cell === 'string' ? cell : cell.join(', ')
      xml += `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
    }
  }
  return `${xml}</row>`
}

const names: string[] = []

/** Returns the letters of a column, counted from 0. */
function columnName(at: number): string {
  names[at] ??= (at < 26 ? '' : columnName(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26))
  return names[at]
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Whether a text may have something to escape: the other pattern takes several times as long. */
const special = /[&<>_\p{Cc}\ufffe\uffff]/u

/** Escapes markup, what XML can't contain, and text that looks like such an escape. */
function escapeXml(text: string): string {
  const fitting = text.length > maxCellLength ? text.slice(0, maxCellLength) : text
  if (!special.test(fitting)) return fitting
  return fitting.replace(
    /[&<>\ufffe\uffff]|(?![\t\n])\p{Cc}|_(?=x[0-9A-Fa-f]{4}_)/gu,
    (character) => entities[character] ?? `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}
