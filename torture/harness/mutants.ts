import { pick, seeded } from '../../src/samples/random.ts'
import { type Format, workbook } from '../../test/support/workbooks.ts'
import { deflatedPart, partsOf, zipOf } from '../../test/support/zip.ts'

/** A valid file that was mutated. */
export interface Mutant {
  readonly fileName: string
  readonly bytes: Buffer
  /** The mutations that were applied. */
  readonly mutations: string
}

type Random = () => number
type Change = (bytes: Buffer, random: Random) => Buffer

const rows = Array.from({ length: 12 }, (_, row) => [
  `Ada ${row} Łódź`,
  row * 1.5,
  row % 2 === 0,
  `ada${row}@a.example`,
])
const sheets = {
  Notes: [['Leads of March'], [], ['as of', { t: 'd' as const, v: new Date(Date.UTC(2026, 2, 1)) }]],
  Leads: [['Name', 'Score', 'Even', 'Email'], ...rows],
}
const text = sheets.Leads.map((cells) => cells.map((cell) => `"${cell}"`).join(';')).join('\r\n')
const formats: Readonly<Record<string, Format>> = { xlsx: 'xlsx', xlsb: 'xlsb', ods: 'ods', xls: 'biff8' }
const originals: readonly (readonly [string, Buffer])[] = [
  ...Object.entries(formats).map(([extension, format]) => [extension, workbook(sheets, format)] as const),
  ['csv', Buffer.from(text)],
  ['txt', Buffer.from(`\ufeff${text.replaceAll(';', '\t')}`, 'utf16le')],
]

/** Returns the mutant with this number; the same number always gives the same mutant. */
export function mutantOf(number: number): Mutant {
  const random = seeded(number)
  const [extension, original] = pick(originals, random)
  const applied: string[] = []
  let bytes = original
  const apply = (choice: Readonly<Record<string, Change>>) => {
    const [name, change] = pick(Object.entries(choice), random)
    bytes = change(bytes, random)
    applied.push(name)
  }
  const isArchive = original.readUInt16LE(0) === 0x4b50
  // Random byte changes seldom pass the archive check.
  if (isArchive && random() < 0.75) apply(archiveChanges)
  for (let more = applied.length === 0 ? 1 + randomBelow(3, random) : randomBelow(1.25, random); more > 0; more--)
    apply(changes)
  return { fileName: `${number}.${extension}`, bytes, mutations: `${extension}: ${applied.join(', ')}` }
}

const randomBelow = (limit: number, random: Random) => Math.floor(random() * limit)
/** Sizes, offsets and counts that a parser may trust. */
const extremes = [0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const changes: Readonly<Record<string, Change>> = {
  'a flipped byte': (bytes, random) => {
    const changed = Buffer.from(bytes)
    if (bytes.length > 0) changed[randomBelow(bytes.length, random)] = randomBelow(256, random)
    return changed
  },
  'an extreme integer': (bytes, random) => {
    const changed = Buffer.from(bytes)
    if (bytes.length >= 4) changed.writeUInt32LE(pick(extremes, random), randomBelow(bytes.length - 3, random))
    return changed
  },
  truncated: (bytes, random) => bytes.subarray(0, randomBelow(bytes.length + 1, random)),
  'a repeated chunk': (bytes, random) => {
    const from = randomBelow(bytes.length + 1, random)
    const chunk = bytes.subarray(from, from + 1 + randomBelow(2_000, random))
    return Buffer.concat([
      bytes.subarray(0, from),
      ...Array<Buffer>(1 + randomBelow(40, random)).fill(chunk),
      bytes.subarray(from),
    ])
  },
  'a missing chunk': (bytes, random) => {
    const from = randomBelow(bytes.length + 1, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + randomBelow(500, random))])
  },
  'a run of zeros': (bytes, random) => {
    const from = randomBelow(bytes.length + 1, random)
    return Buffer.from(bytes).fill(0, from, Math.min(bytes.length, from + 1 + randomBelow(200, random)))
  },
}

const archiveChanges: Readonly<Record<string, Change>> = {
  'a corrupt archive field': (bytes, random) => {
    const changed = Buffer.from(bytes)
    // In local headers, the directory and its end, the fields start after the signature.
    const [signature, length] = pick(
      [
        ['PK\x03\x04', 30],
        ['PK\x01\x02', 46],
        ['PK\x05\x06', 22],
      ] as const,
      random,
    )
    const places: number[] = []
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 4)) places.push(at)
    const start = pick(places, random)
    const at = start + 4 + 2 * randomBelow((length - 4) / 2, random)
    if (random() < 0.5 && at + 4 <= bytes.length) changed.writeUInt32LE(pick(extremes, random), at)
    else changed.writeUInt16LE(pick(extremes, random) & 0xffff, at)
    return changed
  },
  'a changed part': (bytes, random) =>
    withPart(bytes, random, (part) => pick(Object.values(changes), random)(part, random)),
  'changed markup': (bytes, random) =>
    withPart(bytes, random, (part) => {
      const [before, after] = halves(part.toString('utf8'), random)
      return Buffer.from(pick(markup, random)(before, after, random))
    }),
}

/** Splits a text before a tag. */
function halves(xml: string, random: Random): [string, string] {
  const from = Math.max(0, xml.indexOf('<', randomBelow(xml.length, random)))
  return [xml.slice(0, from), xml.slice(from)]
}

const numbers = [
  '-1',
  '0',
  '1048577',
  '99999999999',
  '1e309',
  'NaN',
  '',
  'XFD1048576',
  'A0',
  '$A$1:XFD1048576',
  '&#0;',
  '\ud800',
]

const markup: readonly ((before: string, after: string, random: Random) => string)[] = [
  (before, after, random) =>
    `${before}${after.slice(0, 1 + after.indexOf('>')).repeat(1 + randomBelow(20_000, random))}${after}`,
  (before, after) => `${before}${after.slice(1 + after.indexOf('>'))}`,
  (before, after, random) => `${before}${after.replace(/"[^"]*"/, `"${pick(numbers, random)}"`)}`,
  (before, after, random) => `${before}${after.replace(/>[^<]*</, `>${pick(numbers, random)}<`)}`,
  (before, after, random) => `${before}${'<a>'.repeat(1 + randomBelow(50_000, random))}${after}`,
  (before, after, random) => `${before}<!--${' '.repeat(randomBelow(500_000, random))}${after}`,
  (before, after, random) => `${before}<![CDATA[${after.slice(randomBelow(50, random))}`,
  (before, after) => before + after.toUpperCase(),
  (before, after) => after + before,
  (before, after, random) => {
    const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`)
    const doctype = `<!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/hostname">${levels.join('')}]>`
    const head = /^<\?xml[^>]*>/.exec(before)?.[0] ?? ''
    return `${head}${doctype}${before.slice(head.length)}${after.replace(/>[^<]*</, `>&${pick(['l9', 'f', 'none'], random)};<`)}`
  },
]

/** Repacks the archive with one of its parts changed. */
function withPart(archive: Buffer, random: Random, change: (part: Buffer) => Buffer): Buffer {
  const parts = partsOf(archive)
  const chosen = randomBelow(parts.length, random)
  return zipOf(parts.map(({ name, content }, at) => deflatedPart(name, at === chosen ? change(content) : content)))
}
