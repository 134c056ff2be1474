import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BookType, type CellObject, utils } from 'xlsx'
import { detectFileType } from '../../../src/uploads/file-type.ts'
import { linkAddress } from '../../../src/uploads/workbook/link-address.ts'
import { openWorkbook } from '../../../src/uploads/workbook/open.ts'
import { readSheet } from '../../../src/uploads/workbook/sheet-table.ts'
import { type Cell, workbook } from '../../support/workbooks.ts'
import { readXlsx, withFile, workbookParts, xlsxOf } from '../../support/xlsx-files.ts'

/** The columns, rows and warnings of the first sheet of a workbook. */
async function read(bytes: Buffer) {
  const kind = detectFileType(bytes.subarray(0, 8_192))
  if (kind === 'text') throw new Error('This is text')
  return await withFile(bytes, async (path) => {
    const reader = await openWorkbook(path, kind)
    try {
      const chunks = readSheet(reader, null)
      for (let csv = ''; ; ) {
        const { done, value } = await chunks.next()
        if (done !== true) csv += value.content
        else return { columns: value.columns, rows: csv.trimEnd().split('\n'), warnings: value.warnings }
      }
    } finally {
      await reader.close()
    }
  })
}

const linked = (v: string, Target: string): CellObject => ({ t: 's', v, l: { Target } })
const profile = (name: string) => `https://www.linkedin.com/in/${name}`
const readRows = async (rows: Cell[][], format: BookType = 'xlsx') => await read(workbook({ Leads: rows }, format))

describe.each<BookType>(['xlsx', 'biff8', 'xlsb', 'ods', 'fods', 'xlml'])('links in a workbook as %s', (format) => {
  it('addresses take the place of texts that say nothing', async () => {
    const rows = ['ann', 'bob'].map((name) => [
      name,
      linked('View profile', profile(name)),
      linked('Write', `mailto:${name}@a.example`),
    ])
    expect(await readRows([['Name', 'LinkedIn', 'Email'], ...rows], format)).toEqual({
      columns: ['Name', 'LinkedIn', 'Email'],
      rows: [`ann,${profile('ann')},ann@a.example`, `bob,${profile('bob')},bob@a.example`],
      warnings: [],
    })
  })
})

describe('where the addresses of links go', () => {
  it('into a column after names and companies that link', async () => {
    const { columns, rows } = await readRows([
      ['Name', 'Company', 'City'],
      [linked('Ann Archer', profile('ann')), linked('Acme', 'https://acme.example/?a=1&b=2'), 'Rome'],
      ['Eve', 'Ark', 'Oslo'],
      ['Name', 'Company', 'City'],
      [linked('Bob Brook', profile('bob')), linked('Bolt', 'https://bolt.example')],
    ])
    expect(columns).toEqual(['Name', 'LinkedIn URL', 'Company', 'Website', 'City'])
    expect(rows).toEqual([
      `Ann Archer,${profile('ann')},Acme,https://acme.example/?a=1&b=2,Rome`,
      'Eve,,Ark,,Oslo',
      `Bob Brook,${profile('bob')},Bolt,https://bolt.example,`,
    ])
  })

  it('into a column that is named by most of them', async () => {
    const columnsFor = async (...targets: string[]) =>
      (await readRows([['Name'], ...targets.map((target, index) => [linked(`Person ${index}`, target)])])).columns[1]
    expect(await columnsFor('mailto:a@a.example', 'mailto:b@b.example', profile('c'))).toBe('Email')
    expect(await columnsFor('https://www.linkedin.com/company/acme/')).toBe('Company LinkedIn URL')
    expect(await columnsFor('https://de.linkedin.com/in/ann/')).toBe('LinkedIn URL')
    expect(await columnsFor('https://expo.example/1', 'https://expo.example/2')).toBe('Link')
  })

  it('in place of the same text in most rows if the addresses differ', async () => {
    const rows = (text: string, ...targets: string[]) => [['Page'], ...targets.map((target) => [linked(text, target)])]
    const [one, other, third] = ['https://a.example/', 'https://b.example/', 'https://c.example/']
    expect((await readRows(rows('Teilnehmer', one, other, third))).rows).toEqual([one, other, third])
    expect((await readRows(rows('Acme', one, one, one))).rows).toEqual(Array(3).fill(`Acme,${one}`))
  })

  it('nowhere if the text is an address, or another cell holds it', async () => {
    const rows = [
      ['Name', 'Email', 'Website', 'LinkedIn'],
      [
        linked('Ann', profile('ann')),
        linked('ann@a.example', 'mailto:old@a.example'),
        linked('a.example', 'https://www.a.example/'),
        profile('ann'),
      ],
    ]
    expect(await readRows(rows)).toEqual({
      columns: ['Name', 'Email', 'Website', 'LinkedIn'],
      rows: [`Ann,ann@a.example,a.example,${profile('ann')}`],
      warnings: [],
    })
  })

  it('nowhere, with a warning, if the first rows have no link in the column', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => [`Person ${index}`])
    const { columns, warnings } = await readRows([['Name'], ...rows, [linked('Ann', profile('ann'))]])
    expect(columns).toEqual(['Name'])
    expect(warnings).toEqual(['1 link skipped, in columns without links in the first rows.'])
  })

  it('with the text into every row of a merged cell', async () => {
    const sheet = utils.aoa_to_sheet([['Name', 'Profile'], ['Ann', linked('View', profile('ann'))], ['Anna']])
    sheet['!merges'] = [{ s: { r: 1, c: 1 }, e: { r: 2, c: 1 } }]
    const { rows } = await read(workbook({ Leads: sheet }, 'xlsx'))
    expect(rows).toEqual([`Ann,${profile('ann')}`, `Anna,${profile('ann')}`])
  })
})

describe('the links of an .xlsx', () => {
  const relation = (id: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="${target}" TargetMode="External"/>`
  const sheetOf = (rows: string, links: string, relations: string) => ({
    ...workbookParts({ rows, behind: `<hyperlinks xmlns:r="r">${links}</hyperlinks>` }),
    'xl/worksheets/_rels/sheet1.xml.rels': relations,
  })
  const relationsOf = (...list: string[]) => `<Relationships>${list.join('')}</Relationships>`
  const cell = '<c t="str"><v>View</v></c>'
  const linksOf = async (parts: Record<string, string>) =>
    (await readXlsx(xlsxOf(parts))).rows.map(({ links = [] }) => links)

  it('cells and ranges link, also to a place in a page', async () => {
    const rows = `<row>${cell}${cell}</row><row>${cell}</row>`
    const links =
      '<hyperlink ref="A1:A2" r:id="r1"/><hyperlink ref="B1" r:id="r1" location="/a?b"/><hyperlink ref="B2" r:id="r1"/><hyperlink ref="A1" location="Sheet2!A1"/>'
    expect(await linksOf(sheetOf(rows, links, relationsOf(relation('r1', 'https://a.example/?b=1&amp;c'))))).toEqual([
      ['https://a.example/?b=1&c', 'https://a.example/?b=1&c#/a?b'],
      ['https://a.example/?b=1&c'],
    ])
  })

  it.each([
    ['HYPERLINK("https://a.example/?q=""x""&amp;y", "View")', 'https://a.example/?q="x"&y'],
    ['hyperlink("mailto:ann@a.example?subject=Hi")', 'ann@a.example'],
    ['HYPERLINK(B1,"View")', undefined],
    ['HYPERLINK("https://a.example/"&amp;B1,"View")', undefined],
    ['HYPERLINK("#Sheet2!A1","View")', undefined],
    ['"HYPERLINK"', undefined],
  ])('the formula %s links to %s', async (formula, address) => {
    const rows = `<row><c t="str"><f>${formula}</f><v>View</v></c></row>`
    expect(await linksOf(workbookParts({ rows }))).toEqual([address === undefined ? [] : [address]])
  })

  it('links whose relations are damaged or missing are left out', async () => {
    const sheet = (relations: string) => sheetOf(`<row>${cell}</row>`, '<hyperlink ref="A1" r:id="r1"/>', relations)
    expect(await linksOf(sheet('<Relationships><Relationship'))).toEqual([[]])
    expect(await linksOf(sheet('<!DOCTYPE x><Relationships/>'))).toEqual([[]])
    expect(await linksOf(sheet(relationsOf(relation('r2', 'https://a.example'))))).toEqual([[]])
    expect(await linksOf(sheet(relationsOf(relation('r1', 'file:///etc/passwd'))))).toEqual([[]])
  })

  it('links beyond a limit are left out, with a warning', async () => {
    const parts = sheetOf(
      `<row>${cell}</row>`,
      '<hyperlink ref="A1:XFD1048576" r:id="r1"/><hyperlink ref="A1:XFD1048576" r:id="r1"/>',
      relationsOf(relation('r1', 'https://a.example')),
    )
    const { rows, warnings } = await readXlsx(xlsxOf(parts))
    expect(rows).toEqual([{ number: 1, cells: ['View'], links: ['https://a.example'] }])
    expect(warnings).toEqual([expect.stringContaining('left out: the sheet has too many.')])
  })

  it('addresses beyond a limit are left out, with a warning', async () => {
    const ids = Array.from({ length: 100_002 }, (_, index) => index)
    const parts = sheetOf(
      `<row>${cell}</row>`,
      ids.map((id) => `<hyperlink ref="A${id + 1}" r:id="r${id}"/>`).join(''),
      relationsOf(...ids.map((id) => relation(`r${id}`, `https://a.example/${id}`))),
    )
    const { rows, warnings } = await readXlsx(xlsxOf(parts))
    expect(rows).toEqual([{ number: 1, cells: ['View'], links: ['https://a.example/0'] }])
    expect(warnings).toEqual(['2 links left out: the sheet has too many.'])
  })
})

it.each([
  [' https://a.example ', 'https://a.example'],
  ['mailto:ann%2Bb@a.example?subject=x', 'ann+b@a.example'],
  ['mailto:', null],
  ['javascript:alert(1)', null],
  ['#Sheet2!A1', null],
  ['https://a.example/\0', null],
  [`https://a.example/${'x'.repeat(3_000)}`, null],
])('the target %j is the address %j', (target, address) => {
  expect(linkAddress(target)).toBe(address)
})

const folder = process.env['CASES_DIR'] ?? ''
const isThere = folder !== '' && existsSync(folder)

it.skipIf(!isThere)('reads a file of a bug report (skipped unless CASES_DIR names its folder)', async () => {
  expect(await read(readFileSync(join(folder, 'hyperlink-targets-lost.xlsx')))).toEqual({
    columns: ['Name', 'LinkedIn', 'Email'],
    rows: [`Ann Archer,${profile('ann-archer')},ann@a.example`, `Bob Brook,${profile('bob-brook')},bob@b.example`],
    warnings: [],
  })
})
