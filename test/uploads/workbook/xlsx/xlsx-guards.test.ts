import { describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../../../src/uploads/errors.ts'
import { sample } from '../../../support/property-runs.ts'
import { readXlsx, relationsOf, type WorkbookXml, workbookParts, xlsxOf } from '../../../support/xlsx-files.ts'
import { deflatedPart, storedPart, type ZipPart, zipOf } from '../../../support/zip.ts'

const rows = '<row><c t="s"><v>0</v></c></row>'
const parts = workbookParts({ rows, strings: '<si><t>Ada</t></si>' })
const sheetPart = 'xl/worksheets/sheet1.xml'

async function refusalOf(bytes: Buffer, maxExpandedBytes?: number): Promise<string> {
  const error = await readXlsx(bytes, undefined, maxExpandedBytes).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UnreadableFileError)
  return String(error)
}

function zipped(change: (part: ZipPart) => ZipPart): Buffer {
  return zipOf(Object.entries(parts).map(([name, content]) => change(deflatedPart(name, content))))
}

const onlySheet = (change: (part: ZipPart) => ZipPart) =>
  zipped((part) => (part.name === sheetPart ? change(part) : part))

describe('an .xlsx that is damaged or made to do harm', () => {
  const without = (name: string) => xlsxOf(Object.fromEntries(Object.entries(parts).filter(([key]) => key !== name)))
  const having = (xml: WorkbookXml) => xlsxOf(workbookParts(xml))
  const sheet = (xml: string) => xlsxOf({ ...parts, [sheetPart]: xml })
  const whole = xlsxOf(parts)

  it.each([
    ['is cut off', whole.subarray(0, -40), 'not a whole zip file'],
    ['is no zip', Buffer.from('Name,Email\nAda,ada@example.com\n'), 'not a whole zip file'],
    ['is empty', Buffer.alloc(0), 'not a whole zip file'],
    ['is a zip of something else', zipOf([storedPart('notes.txt', 'hello')]), 'a zip, but not a workbook'],
    ['has a part twice', zipOf(['a', 'A'].map((name) => storedPart(name, ''))), 'is there twice'],
    ['has a part outside of it', zipOf([storedPart('../../etc/passwd', '')]), 'table of contents'],
    ['has a part by an absolute path', zipOf([storedPart('/etc/passwd', '')]), 'table of contents'],
    ['has a part with a password', zipped((part) => ({ ...part, isEncrypted: true })), 'protected by a password'],
    ['says that a part is smaller than it is', onlySheet((part) => ({ ...part, size: 10 })), 'not what it was'],
    ['has a part that was changed', onlySheet((part) => ({ ...part, checksum: 1 })), 'not what it was'],
    ['has a part that is no data', onlySheet((part) => ({ ...part, data: Buffer.from('xxxx') })), 'to the end'],
    [
      'has more parts than any',
      zipOf(Array.from({ length: 10_001 }, (_, i) => storedPart(`${i}`, ''))),
      '10,000 parts',
    ],
    ['is without its sheet', without(sheetPart), 'is missing'],
    ['is without its shared strings', without('xl/sharedStrings.xml'), 'a text that does not exist'],
    [
      'does not say where a sheet is',
      without('xl/_rels/workbook.xml.rels'),
      'the part of its sheet "Leads" is missing',
    ],
    ['refers to a text beyond the last', having({ rows, strings: '' }), 'a text that does not exist'],
    [
      'refers to half a text',
      having({ rows: '<row><c t="s"><v>0.5</v></c></row>', strings: '<si/>' }),
      'does not exist',
    ],
    ['breaks off in a tag', sheet('<worksheet><sheetData><row><c r="A1"'), 'is truncated'],
    ['breaks off between tags', sheet('<worksheet><sheetData>'), 'is truncated'],
    [
      'closes tags in the wrong order',
      sheet('<worksheet><row><c></row></c></worksheet>'),
      'not closed in the right order',
    ],
    ['has no rows around its cells', sheet('<worksheet><c><v>1</v></c></worksheet>'), 'has cells but no rows'],
    ['has a sheet that is not a worksheet', sheet('<html></html>'), 'not a worksheet'],
    ['has an empty sheet part', sheet(''), 'is truncated'],
    ['has a list of sheets that is no XML', xlsxOf({ ...parts, 'xl/workbook.xml': '<workbook' }), 'to the end'],
    ['nests a small part without end', having({ workbookProperties: '<a>'.repeat(100) }), 'nested too deeply'],
    ['has a small part of too many elements', having({ workbookProperties: '<a/>'.repeat(500_001) }), 'elements'],
    [
      'has a small part of too many attributes',
      having({ workbookProperties: `<a ${Array.from({ length: 1_001 }, (_, n) => `a${n}=""`).join(' ')}/>` }),
      'too many attributes',
    ],
    ['is in an encoding of its own', sheet('<?xml version="1.0" encoding="klingon"?><worksheet/>'), 'klingon'],
    ['has a row beyond the last', having({ rows: '<row r="1048577"><c><v>1</v></c></row>' }), 'rows beyond the last'],
    [
      'has a column beyond the last',
      having({ rows: '<row><c r="XFE1"><v>1</v></c></row>' }),
      'columns beyond the last',
    ],
    ['has tags without end', sheet(`<worksheet ${'a="b" '.repeat(300)}/>`), 'too many attributes'],
    ['has a tag of megabytes', sheet(`<worksheet a="${'\t!'.repeat(1_000_000)}"/>`), 'a tag without an end'],
    ['nests without end', sheet('<worksheet>'.repeat(1_000)), 'not valid XML'],
    ['is a binary workbook', binaryWorkbook(), 'a binary workbook'],
  ])('is refused when it %s', async (_, bytes, words) => {
    expect(await refusalOf(bytes)).toContain(words)
  })

  it.each([
    ['a sheet', { [sheetPart]: doctype('worksheet', '<sheetData><row><c t="str"><v>&big;</v></c></row></sheetData>') }],
    ['the shared strings', { 'xl/sharedStrings.xml': doctype('sst', '<si><t>&big;</t></si>') }],
    ['the list of sheets', { 'xl/workbook.xml': doctype('workbook', '<sheets>&big;</sheets>') }],
  ])('is refused when %s declare entities', async (_, changed) => {
    expect(await refusalOf(xlsxOf({ ...parts, ...changed }))).toContain('declares a document type')
  })

  it.each([
    ['cell', { rows: `<row><c t="str"><v>${'!&amp;#'.repeat(50_000)}</v></c></row>` }],
    ['shared text', { rows, strings: `<si><t>${'!&amp;#'.repeat(50_000)}</t></si>` }],
  ])('is refused when a %s is longer than any', async (_, xml) => {
    expect(await refusalOf(xlsxOf(workbookParts(xml)))).toContain('holds more than 250,000 characters')
  })

  it('is refused when it expands to more than the limit, whatever sizes it declares', async () => {
    const large = Array.from({ length: 20_000 }, (_, index) => `<row><c><v>${index * 7_919}</v></c></row>`).join('')
    const content = (parts[sheetPart] ?? '').replace(rows, large)
    const lying = zipped((part) => (part.name === sheetPart ? { ...deflatedPart(sheetPart, content), size: 9 } : part))
    expect(await refusalOf(lying, 500_000)).toContain('larger than 1 MB when unpacked')
  })

  it('is refused when it expands to far more than a spreadsheet ever does', async () => {
    const bomb = xlsxOf({ ...parts, [sheetPart]: Buffer.alloc(40_000_000, ' ') })
    expect(bomb.length).toBeLessThan(60_000)
    expect(await refusalOf(bomb)).toContain('expands to far more')
  })

  it('leaves the errors of the disk alone', async () => {
    const { openXlsx } = await import('../../../../src/uploads/workbook/xlsx/xlsx.ts')
    await expect(openXlsx('/no/such/file', { maxExpandedBytes: 1 })).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is refused or read, whichever bytes change', async () => {
    const bytes = xlsxOf(workbookParts({ rows: rows.repeat(20), strings: '<si><t>Ada</t></si>', formats: [14] }))
    const places = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) => index * 7)
    for (const at of sample(places, 100)) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      const result = await readXlsx(changed).catch((error: unknown) => error)
      if (result instanceof Error) expect(result).toBeInstanceOf(UnreadableFileError)
      else expect(result).toMatchObject({ sheets: [{ isHidden: false }] })
    }
  })
})

function doctype(root: string, content: string): string {
  return `<?xml version="1.0"?><!DOCTYPE ${root} [<!ENTITY big SYSTEM "file:///etc/passwd">]><${root}>${content}</${root}>`
}

function binaryWorkbook(): Buffer {
  return xlsxOf({ '_rels/.rels': relationsOf({ rId1: ['officeDocument', 'xl/workbook.bin'] }), 'xl/workbook.bin': 'x' })
}
