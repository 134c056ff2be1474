import { fold } from '../identity/normalise.ts'
import { at, pick, seeded } from '../samples/random.ts'
import { companyKinds, companyStems, names, notes, type Spelled, titles, towns } from '../samples/words.ts'

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
  'Company LinkedIn',
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

const companies: SampleCompany[] = companyStems.flatMap((stem) =>
  companyKinds.map(({ name, industry }) => {
    const domain = `${stem}-${fold(name)?.split(' ')[0]}.example`.toLowerCase()
    return { name: `${stem} ${name}`, domain, industry }
  }),
)

/** Person `number` of an endless crowd, always the same: no two share name and company, e-mail address or profile. No cell is empty, but for the notes of some and the page of some companies. */
export function samplePerson(number: number, employer?: SampleCompany): Row {
  const random = seeded(number)
  const { first, last, company: usual } = identityOf(number)
  const company = employer ?? usual
  const { title, level } = pick(titles, random)
  const [city, country] = pick(towns, random)
  return {
    'First Name': first.text,
    'Last Name': last.text,
    Email: `${first.latin}.${last.latin}@${company.domain}`,
    Phone: `+44 1632 960${String(Math.floor(random() * 1_000)).padStart(3, '0')}`,
    'Job Title': title,
    Seniority: level,
    Company: company.name,
    Website: `https://www.${company.domain}`,
    'Company LinkedIn': pageOf(company),
    Industry: company.industry,
    Employees: String(20 + (companies.indexOf(company) + 1) * 17),
    City: city,
    Country: country,
    'LinkedIn Profile': `https://www.linkedin.com/in/${first.latin}-${last.latin}-${(46_656 + number).toString(36)}`,
    Notes: pick(notes, random),
    'Lead Source': pick(['Web', 'Fair', 'Partner', 'Newsletter'], random),
  }
}

/** One company in twelve has no page. */
function pageOf(company: SampleCompany): string {
  const hasNone = companies.indexOf(company) % 12 === 11
  return hasNone ? '' : `https://www.linkedin.com/company/${company.domain.replace('.example', '')}`
}

/** Every ninth person has a name in a non-Latin script. */
const scriptEvery = 9

function identityOf(number: number): { first: Spelled; last: Spelled; company: SampleCompany } {
  const isOther = number % scriptEvery === scriptEvery - 1
  const turn = Math.floor(number / scriptEvery)
  const scripts = names.length - 1
  const group = isOther ? 1 + (turn % scripts) : 0
  const { first, last } = at(names, group)
  // The position among the names of its group, and how often the group has been used up.
  const place = isOther ? Math.floor(turn / scripts) : number - turn
  const firstAt = place % first.length
  const lastAt = firstAt * 23 + Math.floor(place / first.length)
  const round = Math.floor(place / (first.length * last.length))
  // Some companies have many people, others a few.
  const home = Math.floor(seeded(group * 10_000 + (place % (first.length * last.length)))() ** 1.5 * companies.length)
  return { first: at(first, firstAt), last: at(last, lastAt), company: at(companies, home + round) }
}
