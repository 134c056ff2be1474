import { beforeAll, describe, expect, it } from 'vitest'
import { startCpuClock } from '../support/cpu-clock.ts'
import { inPieces, type Outcome, readAsServer, repeated } from '../support/csv-files.ts'

const megabyte = 1_000_000

/** What came of a file that is all but reasonable, within seconds of work. */
async function takeInSoon(bytes: AsyncIterable<Uint8Array>): Promise<Outcome> {
  const cpuSeconds = startCpuClock()
  const outcome = await readAsServer(bytes)
  expect(cpuSeconds()).toBeLessThan(10)
  return outcome
}

async function refusalOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const outcome = await takeInSoon(bytes)
  return 'refusal' in outcome ? outcome.refusal : `${outcome.findings.totalRows} rows were read`
}

describe('a cell of 20 MB', () => {
  it.each([
    ['with line breaks and delimiters', '"', 'some words,\nand more '],
    ['with doubled quotes', '"', 'some ""words"" and '],
    ['in another script', '"', 'слова 東京 '],
    ['without quotes', '', 'some words and more '],
  ])('is read: %s', async (_what, quote, words) => {
    const outcome = await takeInSoon(repeated(`a,b\n1,${quote}`, words, 20 * megabyte, `${quote}\n2,3\n`))
    if ('refusal' in outcome) throw new Error(outcome.refusal)
    const { findings, records } = outcome
    expect(findings).toMatchObject({ totalRows: 2, warnings: [] })
    const text = quote === '' ? words : words.replaceAll('""', '"')
    expect(records[0]?.cells[1]?.startsWith(text.repeat(100))).toBe(true)
    expect(Buffer.byteLength(records[0]?.cells[1] ?? '')).toBeGreaterThan(17 * megabyte)
    expect(records[1]).toEqual({ cells: ['2', '3'], broken: false })
  })
})

describe('a row of millions of quotation marks', () => {
  const refusal = 'A row of the file has more than 4,000,000 quotation marks.'

  it.each([
    ['in a quoted cell', '"', '""', '"\n'],
    ['in a bare cell', 'x', '"', '\n'],
    ['in a broken line', '"x', '"', '\n'],
  ])('is refused with all of them %s', async (_where, start, unit, end) => {
    expect(await refusalOf(repeated(`a,b\n1,2\n${start}`, unit, 12 * megabyte, end))).toBe(refusal)
  })
})

describe('100,000 columns', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `column ${index}`)

  it('are refused', async () => {
    const file = Buffer.from(`${names.join(',')}\n${names.join(',')}\n`)
    expect(await refusalOf(inPieces(file))).toBe('The file has more than 1,000 columns.')
  })

  it('are surplus cells below a header of two', async () => {
    const outcome = await takeInSoon(inPieces(Buffer.from(`a,b\n${names.join(',')}\n1,2\n`)))
    expect(outcome).toMatchObject({ findings: { totalRows: 2, warnings: ['1 row with more cells than columns.'] } })
  })
})

describe('rows of 99,000 empty cells before one that is not', () => {
  it('take no longer than other rows of their length', async () => {
    const outcome = await takeInSoon(repeated('a,b\n', `${','.repeat(99_000)}x\n`, 10 * megabyte, ''))
    expect(outcome).toMatchObject({ findings: { warnings: ['102 rows with more cells than columns.'] } })
    if ('refusal' in outcome) throw new Error(outcome.refusal)
    expect(Math.max(...outcome.findings.sampleRows.map((row) => row.length))).toBe(7)
  })
})

describe('40 MB of one thing', () => {
  const tooLong = 'A line of the file is longer than 33,554,432 characters.'
  it.each([
    ['letters', '', 'letters ', tooLong],
    ['letters below a header', 'a,b\n1,2\n', 'letters ', tooLong],
    ['quotes', '', '"', tooLong],
    ['an open quote', 'a,b\n"', 'letters ', tooLong],
    ['delimiters', '', ',', 'The file starts with more than 65,000 blank characters.'],
    ['delimiters below a header', 'a,b\n1,2\n', ',', tooLong],
    ['blanks', '', ' ', 'The file starts with more than 65,000 blank characters.'],
    ['line breaks', '', '\r\n', 'The file starts with more than 65,000 blank characters.'],
    ['zero bytes', '', '\0', 'This is a binary file'],
    ['zero bytes below a header', 'a,b\n1,2\n', '\0', 'This is a binary file'],
  ])('is refused: %s', async (_what, start, unit, message) => {
    expect(await refusalOf(repeated(start, unit, 40 * megabyte))).toContain(message)
  })

  it('is read without zero bytes that appear later', async () => {
    const outcome = await takeInSoon(repeated(`a,b\n${'1,2\n'.repeat(20_000)}3,`, '\0', 10 * megabyte, '4\n5,6\n'))
    expect(outcome).toMatchObject({ findings: { totalRows: 20_002 } })
    expect('records' in outcome && outcome.records.slice(-2).map(({ cells }) => cells)).toEqual([
      ['3', '4'],
      ['5', '6'],
    ])
  })
})

describe('many unclosed quotes', () => {
  it.each([
    ['in all rows', '"1,2\n', 'The quotes of most rows are broken, first in line 2.'],
    ['in every tenth row', `"1,2\n${'3,4\n'.repeat(9)}`, '2000000 rows were read'],
    ['followed by text', `"1"x,2\n${'3,4\n'.repeat(3)}`, '2000000 rows were read'],
    ['far from each other', `"1,2\n${'3,4\n'.repeat(20_000)}`, '2000000 rows were read'],
  ])('cost no more for being many: %s', async (_what, rows, message) => {
    const count = rows.split('\n').length - 1
    const file = Buffer.from(`a,b\n${rows.repeat(Math.ceil(200_000 / count))}`)
    const { length } = rows.repeat(Math.ceil(200_000 / count)).split('\n')
    expect(await refusalOf(inPieces(file))).toBe(message.replace('2000000', String(length - 1)))
  })

  it('lose one row to the last, however much follows', async () => {
    const outcome = await takeInSoon(repeated('a,b\n1,2\n"3,4\n', `5,${'x'.repeat(1_000)}\n`, 40 * megabyte))
    if ('refusal' in outcome) throw new Error(outcome.refusal)
    expect(outcome.findings.warnings).toEqual(['1 row with broken quotes.'])
    expect(outcome.records[1]).toEqual({ cells: ['"3,4'], broken: true })
    expect(outcome.records[2]?.cells[0]).toBe('5')
  })
})

describe('the cost of a row', () => {
  const row = 'Ada Lovelace,"Analytical Engines, Ltd",ada@example.com,London\n'
  const cost = async (rows: number) => {
    const cpuSeconds = startCpuClock()
    await readAsServer(repeated('name,company,email,city\n', row, rows * row.length))
    return cpuSeconds() / rows
  }
  beforeAll(() => cost(20_000))

  it('is the same in a file ten times as long', async () => {
    const few = Math.min(await cost(30_000), await cost(30_000))
    expect((await cost(300_000)) / few).toBeLessThan(3)
  })
})
