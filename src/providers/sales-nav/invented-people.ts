import { createHash } from 'node:crypto'
import type { ProviderLead } from '../../accounts/provider.ts'
import { at, pick, seeded } from '../../samples/random.ts'
import { companyKinds, companyStems, names, titles, towns } from '../../samples/words.ts'

/** Leads that a search returns at most. */
export const searchReach = 2_500

/** Invented results of a search: 2,900 to 3,100 people, always the same ones for the same URL. */
export interface InventedSearch {
  total: number
  /** Returns the lead at a position. About 2 % are repeated from at least a hundred positions earlier, as when a real search is re-sorted between two pages. */
  at(place: number): ProviderLead
}

const companies = companyStems.flatMap((stem) => companyKinds.map(({ name }) => `${stem} ${name}`))
const duplicateShare = 0.02
const maxDistance = 400
/** No page is longer, so a duplicate is always on another page. */
const minDistance = 100

/** Returns the results of the search with this URL. */
export function inventSearch(url: string): InventedSearch {
  const seed = createHash('sha256').update(url).digest().readInt32BE()
  return {
    total: 2_900 + Math.floor(seeded(seed)() * 201),
    at: (place) => {
      const lead = inventLead(seed, personAt(seed, place))
      const volatile = Math.floor(seeded(seed ^ ~place)() * 36 ** 4)
        .toString(36)
        .padStart(4, '0')
      return { ...lead, profileUrl: `https://www.linkedin.com/sales/lead/${lead.id},NAME_SEARCH,${volatile}` }
    },
  }
}

function personAt(seed: number, place: number): number {
  const random = seeded(Math.imul(seed, 31) ^ place)
  const choices = Math.min(place - minDistance + 1, maxDistance)
  if (choices < 1 || random() >= duplicateShare) return place
  return personAt(seed, place - minDistance - Math.floor(random() * choices))
}

function inventLead(seed: number, person: number): ProviderLead {
  const digest = createHash('sha256').update(`${seed}/${person}`).digest()
  const random = seeded(digest.readInt32BE())
  const chance = (share: number) => random() < share

  const group = at(names, chance(0.15) ? 1 + Math.floor(random() * (names.length - 1)) : 0)
  const first = pick(group.first, random)
  const last = pick(group.last, random)
  const slug = `${first.latin}-${last.latin}-${digest.toString('hex', 4, 9)}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const publicIdentifier = chance(0.06) ? null : slug
  const held = chance(0.03) ? [] : [inventPosition(random), ...(chance(0.1) ? [inventPosition(random)] : [])]
  const [current] = held
  const { title } = pick(titles, random)
  return {
    id: `ACwAA${digest.toString('base64url', 4, 28)}`,
    memberId: chance(0.01) ? null : String(digest.readUIntBE(20, 6)),
    publicIdentifier,
    name: `${first.text} ${last.text}`,
    firstName: first.text,
    lastName: last.text,
    headline: chance(0.04) ? null : current ? `${current.role}, ${current.company}` : `${title}, between jobs`,
    location: chance(0.02) ? null : pick(towns, random).join(', '),
    publicProfileUrl: publicIdentifier === null ? null : `https://www.linkedin.com/in/${publicIdentifier}`,
    profileUrl: null,
    positions: held,
  }
}

function inventPosition(random: () => number): ProviderLead['positions'][number] {
  // Some companies have many people, others few.
  const number = Math.floor(random() ** 1.5 * companies.length)
  const companyId = random() < 0.05 ? null : String(10_000 + number * 37)
  return { company: at(companies, number), companyId, role: pick(titles, random).title }
}
