import { createHash } from 'node:crypto'
import type { CompanyData } from '../../enrichment/provider.ts'
import { companyLinkedinKey } from '../../identity/linkedin.ts'
import { pick, seeded } from '../../samples/random.ts'
import { companyKinds, towns } from '../../samples/words.ts'

const deadShare = 0.03

const ranges = [
  ['2-10', 2, 10],
  ['11-50', 11, 50],
  ['51-200', 51, 200],
  ['201-500', 201, 500],
  ['501-1,000', 501, 1_000],
  ['1,001-5,000', 1_001, 5_000],
] as const
const rounds = ['Pre seed', 'Seed', 'Series A', 'Series B', 'Series C'] as const
const subjects = [
  'Recruiting',
  'Payroll',
  'Cold chains',
  'Forecasting',
  'Procurement',
  'Field service',
  'Packaging',
  'Customer care',
  'Machine vision',
  'Fleet management',
  'Compliance',
  'Brand design',
] as const
const countryCodes: Readonly<Record<(typeof towns)[number][1], string>> = {
  Iceland: 'IS',
  Germany: 'DE',
  Poland: 'PL',
  Brazil: 'BR',
  'United Kingdom': 'GB',
  France: 'FR',
  Kenya: 'KE',
  'United States': 'US',
  Japan: 'JP',
  Sweden: 'SE',
}

/** Returns an invented company for a LinkedIn URL, always the same one for the same URL. Some fields are null. Returns null for one in thirty URLs, as if the page were gone, and for a URL that is not a company's. */
export function inventCompany(url: string): CompanyData | null {
  const slug = companyLinkedinKey(url)
  if (slug === null) return null
  const digest = createHash('sha256').update(slug).digest()
  const random = seeded(digest.readInt32BE())
  const chance = (share: number) => random() < share
  const some = <T>(share: number, value: T) => (chance(share) ? value : null)
  if (chance(deadShare)) return null

  const name = nameOf(slug)
  const label = labelOf(slug)
  const { industry } = pick(companyKinds, random)
  const [range, least, most] = pick(ranges, random)
  const employees = Math.floor(least + random() * (most - least + 1))
  const [town, country] = pick(towns, random)
  const headquarters = some(0.94, `${town}, ${country}`)
  const specialties = chance(0.8) ? [...new Set([pick(subjects, random), pick(subjects, random)])] : []
  return {
    name,
    website: label === null ? null : some(0.93, `https://www.${label}.example`),
    industry: some(0.96, industry),
    employeeCount: some(0.92, employees),
    employeeRange: some(0.95, range),
    founded: some(0.85, 1950 + Math.floor(random() * 73)),
    headquarters,
    city: headquarters === null ? null : town,
    country: some(0.96, countryCodes[country]),
    description: some(
      0.9,
      `${name ?? 'This company'} works in ${industry.toLowerCase()} for customers in ${country} and beyond. It is invented, as are its customers.`,
    ),
    logoUrl: some(0.9, `https://images.example/logos/${digest.toString('hex', 4, 12)}.png`),
    specialties,
    funding: some(
      0.15,
      `${pick(rounds, random)}, US$ ${1 + Math.floor(random() * 60)}M, ${2018 + Math.floor(random() * 6)}-05-14`,
    ),
    linkedinFollowers: some(0.97, Math.floor(employees * (2 + random() * 40))),
  }
}

/** Returns Acme Robotics for `acme-robotics`; null for a number. */
function nameOf(slug: string): string | null {
  if (!/\p{L}/u.test(slug)) return null
  return slug
    .split(/[-_\s]+/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(' ')
    .trim()
}

function labelOf(slug: string): string | null {
  const label = slug
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '')
  if (label === '') return null
  return /^\d+$/.test(label) ? `company-${label}` : label
}
