import { fold } from '../identity/normalise.ts'
import { companyKinds, companyStems, firstNames, lastNames, notes, otherNames, titles, towns } from './sample-words.ts'

/** The columns of the sample, as an export of a CRM might name them. */
export const columns = [
  'First Name',
  'Last Name',
  'Email',
  'Phone',
  'Job Title',
  'Seniority',
  'Company',
  'Website',
  'Industry',
  'Employees',
  'City',
  'Country',
  'LinkedIn Profile',
  'Notes',
  'Lead Source',
] as const

/** A row of the sample by its columns; absent cells are empty. */
export type Row = { [C in (typeof columns)[number]]?: string }

/** A company that somebody of the sample works for. */
export interface SampleCompany {
  name: string
  domain: string
  industry: string
}

/** Random numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the items. */
export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('Nothing to pick from.')
  return item
}

const companies: SampleCompany[] = companyStems.flatMap((stem) =>
  companyKinds.map(({ name, industry }) => {
    const domain = `${stem}-${fold(name)?.split(' ')[0]}.example`.toLowerCase()
    return { name: `${stem} ${name}`, domain, industry }
  }),
)

/** Person `number` of an endless crowd, always the same: no two share a name and a company, an e-mail address or a profile. Complete but for the notes. */
export function samplePerson(number: number, company = companyOf(number)): Row {
  const random = seeded(number)
  const { first, last, latin } = nameOf(number)
  const { title, level } = pick(titles, random)
  const [city, country] = pick(towns, random)
  return {
    'First Name': first,
    'Last Name': last,
    Email: `${latin.join('.')}@${company.domain}`,
    Phone: `+44 1632 960${String(Math.floor(random() * 1_000)).padStart(3, '0')}`,
    'Job Title': title,
    Seniority: level,
    Company: company.name,
    Website: `https://www.${company.domain}`,
    Industry: company.industry,
    Employees: String(20 + (companies.indexOf(company) + 1) * 17),
    City: city,
    Country: country,
    'LinkedIn Profile': `https://www.linkedin.com/in/${latin.join('-')}-${(46_656 + number).toString(36)}`,
    Notes: pick(notes, random),
    'Lead Source': pick(['Web', 'Fair', 'Partner', 'Newsletter'], random),
  }
}

function companyOf(number: number): SampleCompany {
  // Some have many people in the file, some a few.
  const place = Math.floor(seeded(nameNumber(number)).call(null) ** 1.5 * companies.length)
  const company = companies[(place + round(number)) % companies.length]
  if (company === undefined) throw new RangeError('There is no such company.')
  return company
}

/** Every so many people one has a name in another script. */
const otherEvery = 9
const latinNames = firstNames.length * lastNames.length
// Coprime to the number of names, so that all come before one comes again, in no order that shows.
const stride = 2_503

/** Which of the names a person has. */
function nameNumber(number: number): number {
  return (number * stride) % latinNames
}

/** How often the names have been used up before. */
function round(number: number): number {
  return Math.floor(number / latinNames) + Math.floor(number / otherEvery / 36)
}

function nameOf(number: number): { first: string; last: string; latin: string[] } {
  if (number % otherEvery === 1) {
    const turn = Math.floor(number / otherEvery)
    const script = otherNames[turn % otherNames.length]
    const place = Math.floor(turn / otherNames.length)
    const first = script?.first[place % script.first.length]
    const last = script?.last[Math.floor(place / script.first.length) % script.last.length]
    if (first === undefined || last === undefined) throw new RangeError('There is no such name.')
    return { first: first.text, last: last.text, latin: [first.latin, last.latin] }
  }
  const at = nameNumber(number)
  const first = firstNames[at % firstNames.length] ?? ''
  const last = lastNames[Math.floor(at / firstNames.length)] ?? ''
  return { first, last, latin: [fold(first) ?? '', fold(last) ?? ''] }
}
