import type { Verdict } from '../db/generated/enums.ts'
import { seeded } from '../samples/random.ts'
import { columns, type Row, type SampleCompany, samplePerson } from './sample-people.ts'

/** An invented export of people, as messy as real ones, with the expected results. */
export interface Sample {
  csv: string
  /** People in an earlier list, some of whom are in the file too. */
  earlierCsv: string
  /** Companies to block. */
  blocked: { domain?: string; name?: string; reason: string }[]
  verdicts: Record<Verdict, number>
  /** Merged rows that fill an empty field of an earlier row. */
  updated: number
}

/** Number of rows of each kind. */
const sorts = { earlier: 150, again: 80, sameEmail: 52, sameProfile: 50, sameName: 40, chained: 7 }
const invalid = { nameless: 12, surplus: 11, broken: 1 }
const blockedRows = 96
const rowCount = 2_000
/** More than an edition uses, so that editions share no people. */
const peoplePerEdition = 4_000

const quillfeather: SampleCompany = {
  name: 'Quillfeather Holdings plc',
  domain: 'quillfeather.example',
  industry: 'Finance',
}
const marrowby: SampleCompany = { name: 'Marrowby & Sons Ltd', domain: 'marrowby.example', industry: 'Retail' }

/** Returns the sample, which is the same for the same edition. */
export function makeSample(edition: number): Sample {
  const random = seeded(edition)
  let next = edition * peoplePerEdition
  const people = (count: number, company?: SampleCompany) =>
    Array.from({ length: count }, () => samplePerson(next++, company))

  const earlier = people(sorts.earlier)
  const twice = duplicates(people(sorts.sameEmail + sorts.sameProfile + sorts.sameName), random)
  const chains = people(sorts.chained).map(chain)
  const merged = twice.length + 2 * chains.length
  const notImported = sorts.again + blockedRows + total(invalid) + merged
  const onlyOnce = people(rowCount - notImported - twice.length - chains.length).map((row) => withGaps(row, random))

  const [first, second, ...others] = onlyOnce.toSorted((a, b) => Number(isLatin(a)) - Number(isLatin(b)))
  const third = others.pop()
  const shuffled = shuffle(
    [
      ...others.map(toLine),
      ...earlier.slice(0, sorts.again).map(toLine),
      ...people(blockedRows / 2, quillfeather).map((row, at) => toLine(ofQuillfeather(row, at))),
      ...people(blockedRows / 2, marrowby).map((row) => toLine({ ...row, Website: '', Email: '' })),
      ...people(invalid.nameless).map((row) => toLine(nameless(row))),
      ...people(invalid.surplus).map(withSurplusCell),
      ...people(invalid.broken).map(withBrokenQuotes),
      '',
      '',
    ],
    random,
  )
  for (const rows of [...twice, ...chains]) insertInOrder(shuffled, rows.map(toLine), random)
  const opening = [first, second, third].flatMap((row) => (row ? [toLine(row)] : []))

  return {
    // As Excel saves it: with a byte order mark and Windows' line ends.
    csv: `\ufeff${[columns.join(','), ...opening, ...shuffled].join('\r\n')}\r\n`,
    earlierCsv: ['Name,Work email', ...earlier.map(shortLine)].join('\n'),
    blocked: [
      { domain: quillfeather.domain, reason: 'Customer since 2019' },
      { name: 'Marrowby & Sons', reason: 'Competitor' },
    ],
    verdicts: {
      IMPORTED: rowCount - notImported,
      MERGED: merged,
      NO_MATCH: 0,
      CROSS_LIST: sorts.again,
      BLOCKED: blockedRows,
      INVALID: total(invalid),
      UNAFFORDABLE: 0,
    },
    updated: twice.filter(([original]) => original?.Phone === '').length + 2 * chains.length,
  }
}

/** People with two rows each: the second has fewer values, and sometimes one that the first lacks. */
function duplicates(people: Row[], random: () => number): Row[][] {
  return people.map((row, at) => {
    const { Phone = '', Company, 'Last Name': lastName = '' } = row
    const same = { Company: Company ?? '', 'Lead Source': 'Newsletter', Phone: random() < 0.65 ? Phone : '' }
    const original = same.Phone === '' ? row : { ...row, Phone: '' }
    if (at < sorts.sameEmail) {
      return [original, { ...same, 'Last Name': lastName, Email: row.Email?.toUpperCase() ?? '' }]
    }
    if (at < sorts.sameEmail + sorts.sameProfile) {
      const profile = row['LinkedIn Profile']?.replace('https://www.', 'http://uk.') ?? ''
      return [
        original,
        { ...same, 'First Name': row['First Name'] ?? '', 'LinkedIn Profile': `${profile}/?trk=people` },
      ]
    }
    const firstName = row['First Name']?.toUpperCase() ?? ''
    return [original, { ...same, 'First Name': firstName, 'Last Name': lastName, Website: row.Website ?? '' }]
  })
}

/** Three rows of one person: the second has the e-mail address of the first, the third only the profile of the second. */
function chain(row: Row): Row[] {
  const { Email = '', Phone = '', 'LinkedIn Profile': profile = '', 'First Name': firstName = '' } = row
  return [
    { ...row, Phone: '', 'LinkedIn Profile': '' },
    { Email, 'LinkedIn Profile': profile, 'Lead Source': 'Web' },
    { 'First Name': `${firstName.slice(0, 1)}.`, 'LinkedIn Profile': profile, Phone, 'Lead Source': 'Partner' },
  ]
}

/** A row with gaps, as in real files: an address, a profile or something else is often missing. */
function withGaps(row: Row, random: () => number): Row {
  const gaps: Row = {}
  if (random() < 0.3) gaps[random() < 0.4 ? 'Email' : 'LinkedIn Profile'] = ''
  for (const column of ['Phone', 'Job Title', 'Employees', 'City', 'Lead Source'] as const) {
    if (random() < 0.15) gaps[column] = ''
  }
  return { ...row, ...gaps }
}

/** Its website, a subdomain in the e-mail address, or the address alone identifies the company. */
function ofQuillfeather(row: Row, at: number): Row {
  if (at % 3 === 0) return row
  const Email = row.Email?.replace('@', '@mail.') ?? ''
  return at % 3 === 1 ? { ...row, Email, Website: '' } : { ...row, Email, Website: '', Company: '' }
}

function nameless(row: Row): Row {
  return { ...row, 'First Name': '', 'Last Name': '', Email: '', 'LinkedIn Profile': '', Notes: 'Switchboard' }
}

function withSurplusCell(row: Row): string {
  return toLine({ ...row, 'Job Title': '\0' }).replace('\0', 'Director, Sales')
}

function withBrokenQuotes(row: Row): string {
  return toLine({ ...row, 'Last Name': '\0', Notes: '' }).replace('\0', '"van "den" Berg"')
}

function isLatin(row: Row): boolean {
  return /\p{Script=Latin}/u.test(row['First Name'] ?? '')
}

/** Omits empty cells at the end. */
function toLine(row: Row): string {
  const cells = columns.map((column) => toCell(row[column] ?? ''))
  return cells.join(',').replace(/,+$/, '')
}

function shortLine(row: Row): string {
  return [`${row['First Name']} ${row['Last Name']}`, row.Email ?? ''].map(toCell).join(',')
}

function toCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function shuffle<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** Inserts the lines at random positions, in the same order. */
function insertInOrder(lines: string[], added: string[], random: () => number): void {
  let below = 0
  for (const line of added) {
    below += Math.floor(random() * (lines.length + 1 - below))
    lines.splice(below, 0, line)
    below++
  }
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
