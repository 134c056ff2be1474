import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { crc32, createDeflateRaw } from 'node:zlib'
import { workbookParts } from '../test/support/xlsx-files.ts'
import { deflatedPart, type ZipPart, zipOf } from '../test/support/zip.ts'

const header = [
  'First Name',
  'Last Name',
  'Email',
  'Phone',
  'Title',
  'Company',
  'Website',
  'Employees',
  'Created',
  'LinkedIn',
]
const atOnce = 1 << 20

/** Writes an .xlsx of people as Excel would: shared strings in the order in which they first occur, long numbers, counts and dates. */
export async function writeWorkbook(path: string, rows: number): Promise<void> {
  const sheet = new DeflatedPart('xl/worksheets/sheet1.xml')
  const strings = new SharedStrings()
  const [start = '', end = ''] = (workbookParts()[sheet.name] ?? '').split('<sheetData></sheetData>')
  await sheet.write(`${start}<dimension ref="A1:J${rows + 1}"/><sheetData>`)
  await sheet.write(
    rowXml(
      1,
      header.map((name) => strings.cell(name)),
    ),
  )
  for (let row = 0; row < rows; row++) {
    await sheet.write(rowXml(row + 2, cellsOf(row, rows, strings)))
    await strings.flush()
  }
  await sheet.write(`</sheetData>${end}`)
  const { [sheet.name]: _, 'xl/sharedStrings.xml': __, ...rest } = workbookParts({ strings: '', formats: [22, 3] })
  const small = Object.entries(rest).map(([name, content]) => deflatedPart(name, content))
  await writeFile(path, zipOf([...small, await sheet.end(), await strings.end()]))
}

function cellsOf(row: number, rows: number, strings: SharedStrings): string[] {
  const company = (row * 7_919) % Math.ceil(rows / 5)
  return [
    strings.cell(`First${row % 300}`),
    strings.cell(`Müller-${(row * 31) % 5_003}`),
    strings.cell(`person.${row}@company-${company}.com`, true),
    `><v>${491_700_000_000 + ((row * 7_919) % 99_999_999)}</v>`,
    strings.cell(`Head of Sales &amp; ${row % 50}`),
    strings.cell(`Company ${company} Inc`),
    strings.cell(`https://www.company-${company}.com`),
    ` s="2"><v>${(row * 13) % 5_000}</v>`,
    ` s="1"><v>${45_000 + (row % 1_000) + (row % 86_400) / 86_400}</v>`,
    strings.cell(`https://www.linkedin.com/in/person-${((row * 2_654_435_761) % 2 ** 32).toString(36)}-${row}`, true),
  ]
}

function rowXml(number: number, cells: string[]): string {
  const xml = cells.map((cell, index) => `<c r="${'ABCDEFGHIJ'[index]}${number}"${cell}</c>`).join('')
  return `<row r="${number}" spans="1:10">${xml}</row>`
}

class SharedStrings {
  readonly #part = new DeflatedPart('xl/sharedStrings.xml')
  readonly #numbers = new Map<string, number>()
  #xml = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
  #count = 0

  /** What follows the address of a cell that holds the text; one that `isUnique` is not looked for. */
  cell(text: string, isUnique = false): string {
    const known = isUnique ? undefined : this.#numbers.get(text)
    const number = known ?? this.#count++
    if (known === undefined) {
      if (!isUnique) this.#numbers.set(text, number)
      this.#xml += `<si><t>${text}</t></si>`
    }
    return ` t="s"><v>${number}</v>`
  }

  async flush(): Promise<void> {
    const xml = this.#xml
    this.#xml = ''
    await this.#part.write(xml)
  }

  async end(): Promise<ZipPart> {
    await this.#part.write('</sst>')
    return await this.#part.end()
  }
}

/** A part that is compressed while it is written. */
class DeflatedPart {
  readonly name: string
  readonly #deflate = createDeflateRaw()
  readonly #pieces: Buffer[] = []
  #text = ''
  #size = 0
  #checksum = 0

  constructor(name: string) {
    this.name = name
    this.#deflate.on('data', (piece: Buffer) => this.#pieces.push(piece))
  }

  async write(text: string): Promise<void> {
    this.#text += text
    if (this.#text.length > atOnce) await this.#flush()
  }

  async end(): Promise<ZipPart> {
    await this.#flush()
    const end = once(this.#deflate, 'end')
    this.#deflate.end()
    await end
    const { name } = this
    return { name, data: Buffer.concat(this.#pieces), size: this.#size, checksum: this.#checksum, isDeflated: true }
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text)
    this.#text = ''
    this.#size += bytes.length
    this.#checksum = crc32(bytes, this.#checksum)
    if (!this.#deflate.write(bytes)) await once(this.#deflate, 'drain')
  }
}
