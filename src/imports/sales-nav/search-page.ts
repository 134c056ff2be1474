import type { AccountProvider, ProviderLead, SearchPage } from '../../accounts/provider.ts'
import { ProviderUnavailableError } from '../../errors.ts'
import type { PersonFields } from '../leads/identity.ts'
import { type Lead, readPerson } from '../leads/mapping.ts'
import type { LeadPage } from '../run/lead-page.ts'
import type { ActiveRun } from '../run/runs.sql.ts'

/** How many leads of one search Sales Navigator shows, whatever it counts. */
export const searchReach = 2_500
/** The most that the provider gives at once, and the same for all pages of a search. */
const searchPageSize = 100
/** Pages that a search can have, some of them empty or given again. */
const maxPages = (4 * searchReach) / searchPageSize

/** How often a page that leads to itself is asked for again: it may have been a slip. */
const maxRepeats = 2

/** What the cells of a lead are, in an outcome. */
export const searchColumns = ['Name', 'Headline', 'Location', 'Title', 'Company', 'LinkedIn URL', 'Sales Navigator URL']

/** A run of a search, in a worker's hands. */
export type SearchRun = Pick<ActiveRun, 'cursor' | 'page' | 'position' | 'failures'> & {
  searchUrl: string
  providerAccountId: string
}

/** Fetches the page at the run's cursor. Throws what the provider throws; the same page can be fetched again. */
export async function fetchPage(provider: AccountProvider, run: SearchRun, signal: AbortSignal): Promise<LeadPage> {
  const { searchUrl: url, providerAccountId, cursor } = run
  const page = await provider.search({ providerAccountId, url, cursor, limit: searchPageSize, signal })
  const leads = page.leads.map((lead, at) => readLead(lead, run.position + at + 1))
  const oddEnd = oddEndOf(run, page)
  return {
    leads,
    cursor: page.cursor,
    isLast: page.cursor === null || oddEnd !== null,
    total: page.totalCount,
    warnings: [
      (page.totalCount ?? 0) > searchReach &&
        `The search finds ${page.totalCount?.toLocaleString('en')} people, but Sales Navigator shows only the first ${searchReach.toLocaleString('en')} of a search. Split it, by region or seniority for example, to reach the others.`,
      oddEnd,
    ].filter((warning) => typeof warning === 'string'),
  }
}

/** Where a search goes round in circles, why it ends here. */
function oddEndOf(run: SearchRun, { cursor }: SearchPage): string | null {
  if (cursor === null) return null
  const goesOn = cursor !== run.cursor
  if (goesOn && run.page + 1 < maxPages) return null
  if (!goesOn && run.failures < maxRepeats) {
    throw new ProviderUnavailableError('LinkedIn gave a page of the search that leads to itself.')
  }
  return 'LinkedIn gave the same page again and again: the search may hold people beyond it. Run it again later.'
}

/** A person of a search as a lead. */
function readLead(lead: ProviderLead, rowNumber: number): Lead {
  const fields = fieldsOf(lead)
  const { fullName, headline, location, title, companyName, linkedinUrl, salesNavUrl } = fields
  const cells = [fullName, headline, location, title, companyName, linkedinUrl, salesNavUrl].map((cell) => cell ?? '')
  return readPerson(fields, { rowNumber, cells })
}

function fieldsOf(lead: ProviderLead): PersonFields {
  const position = lead.positions[0]
  const slug = lead.publicIdentifier
  const fullName = lead.name ?? ([lead.firstName, lead.lastName].filter((part) => part !== null).join(' ') || null)
  // What stands after the comma differs from search to search.
  const profileUrl = lead.profileUrl?.replace(/,.*$/s, '')
  const known = {
    firstName: lead.firstName,
    lastName: lead.lastName,
    fullName,
    title: position?.role,
    headline: lead.headline,
    location: lead.location,
    linkedinUrl: lead.publicProfileUrl ?? (slug === null ? null : `https://www.linkedin.com/in/${slug}`),
    salesNavUrl: profileUrl ?? (lead.id === null ? null : `https://www.linkedin.com/sales/lead/${lead.id}`),
    memberId: lead.memberId,
    companyName: position?.company,
    companyLinkedinUrl: position?.companyId && `https://www.linkedin.com/company/${position.companyId}`,
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'string' && value !== ''))
}
