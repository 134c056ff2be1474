import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { inPieces, type Outcome, readAsServer } from '../support/csv-files.ts'
import { runs } from '../support/property-runs.ts'

const encodings = [
  ...[
    'utf-8',
    'utf-16le',
    'utf-16be',
    'utf-32le',
    'windows-1252',
    'windows-1250',
    'windows-1251',
    'iso-8859-15',
    'koi8-r',
  ],
  ...['macroman', 'shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5'],
]
const words = [
  ...[
    'Ada',
    'Müller',
    'Łódź',
    'Hélène',
    'Москва',
    '東京',
    '김철수',
    'a@b.example',
    '+49 30 1234',
    '1,5',
    '=1+1',
    "'=x",
    '5" pipe',
  ],
  ...[
    '"',
    '""',
    '\n',
    '\r\n',
    ' ',
    '',
    '#',
    'sep=;',
    'Acme, Inc; Ltd',
    '🚀',
    '\0',
    '\ud800',
    'https://www.linkedin.com/in/ada',
  ],
]

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
)
const table = fc.record({
  preamble: fc.constantFrom('', '', '', 'Notes:\n"one\ntwo"\n\n', 'sep=;\n', '\n\n', '# all leads\n'),
  rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 12 }),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  isQuoted: fc.boolean(),
  encoding: fc.constantFrom(...encodings),
  mark: fc.boolean(),
})

const textFile = table.map(({ preamble, rows, delimiter, lineEnd, isQuoted, encoding, mark }) => {
  const quote = (text: string) => (isQuoted && /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((cells) => cells.map(quote).join(delimiter))
  return iconv.encode(preamble + lines.join(lineEnd), encoding, { addBOM: mark })
})

const mutation = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'drop', 'cut', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
})
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

function mutate(file: Buffer, { kind, at, length, bytes }: Mutation): Buffer {
  const from = Math.floor(at * file.length)
  const [before, after] = [file.subarray(0, from), file.subarray(from)]
  if (kind === 'cut') return before
  if (kind === 'drop') return Buffer.concat([before, after.subarray(length)])
  if (kind === 'insert') return Buffer.concat([before, bytes, after])
  if (kind === 'flip') return Buffer.concat([before, bytes, after.subarray(bytes.length)])
  return Buffer.concat([before, after.subarray(0, length), after])
}

const mutations = fc.array(mutation, { maxLength: 4 })
const mutated = fc.tuple(textFile, mutations).map(([file, all]) => all.reduce(mutate, file))
const spliced = fc.tuple(mutated, mutated).map(([one, other]) => Buffer.concat([one, other]))
const zipped = fc.tuple(mutated, mutations).map(([file, all]) => all.reduce(mutate, gzipSync(file, { level: 1 })))
const random = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes))
const anyFile = fc.oneof(
  { weight: 6, arbitrary: mutated },
  { weight: 2, arbitrary: spliced },
  { weight: 1, arbitrary: zipped },
  { weight: 1, arbitrary: random },
)
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })

function expectConsistent(outcome: Outcome): void {
  if ('refusal' in outcome) {
    expect(outcome.refusal).toMatch(/^[A-Z].*\.$/s)
    return
  }
  const { findings, chunks, records } = outcome
  const { columns, totalRows, sampleRows } = findings
  expect(columns.length).toBeGreaterThan(0)
  expect(new Set(columns).size).toBe(columns.length)
  expect(totalRows).toBeGreaterThan(0)
  expect(sampleRows.length).toBe(Math.min(totalRows, 200))
  expect(records.length).toBe(totalRows)
  let next = 1
  for (const { firstRow, rowCount } of chunks) {
    expect(firstRow).toBe(next)
    next += rowCount
  }
  expect(next).toBe(totalRows + 1)
  for (const text of [...columns, ...records.flatMap(({ cells }) => cells)]) {
    if (/[\0\p{Cs}]/u.test(text)) throw new Error(`Not to be stored: ${JSON.stringify(text)}`)
  }
}

describe('any file', () => {
  it('is read or refused with a message, the same wherever its pieces end', async () => {
    const property = runs(3_000)
    let wereRead = 0
    await fc.assert(
      fc.asyncProperty(anyFile, sizes, async (file, pieces) => {
        const outcome = await readAsServer(inPieces(file))
        expectConsistent(outcome)
        expect(JSON.stringify(await readAsServer(inPieces(file, pieces)))).toBe(JSON.stringify(outcome))
        if ('records' in outcome) wereRead++
      }),
      property,
    )
    expect(wereRead).toBeGreaterThan(0.25 * property.numRuns)
  })

  it('of several blocks is the same wherever its pieces end', async () => {
    const long = fc
      .tuple(fc.integer({ min: 0, max: 70_000 }), mutated, fc.integer({ min: 1, max: 3_000 }))
      .map(([plain, file, times]) => {
        const repeated = Buffer.concat(Array<Buffer>(times).fill(file)).subarray(0, 200_000)
        return Buffer.concat([Buffer.from('a,b\n1,2\n'.repeat(plain / 8)), repeated])
      })
    const large = fc.array(fc.integer({ min: 1_000, max: 70_000 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(long, large, async (file, pieces) => {
        const outcome = await readAsServer(inPieces(file, [file.length]))
        expectConsistent(outcome)
        expect(JSON.stringify(await readAsServer(inPieces(file, pieces)))).toBe(JSON.stringify(outcome))
      }),
      runs(25, 5),
    )
  })
})
