import type { AccountProvider, ProviderLead, SearchPage } from '../../accounts/provider.ts'
import { ProviderUnavailableError } from '../../errors.ts'
import { personFields } from '../leads/fields.ts'
import type { PersonFields } from '../leads/identity.ts'
import { type Lead, readPerson } from '../leads/mapping.ts'
import { tidierOf } from '../leads/tidy.ts'
import type { LeadPage } from '../run/lead-page.ts'
import type { ActiveRun } from '../run/runs.sql.ts'

/** Number of leads that Sales Navigator shows of a search, however many it finds. */
export const maxSearchResults = 2_500
/** The provider's maximum; all pages of a search must have the same size. */
const searchPageSize = 100
/** More pages than any search has, even if some are empty or repeated. */
const maxPages = (4 * maxSearchResults) / searchPageSize

/** Retries of a page that repeats its own cursor, in case that was temporary. */
const maxRepeats = 2

/** Column names for the cells of a lead in an outcome. */
export const searchColumns = ['Name', 'Headline', 'Location', 'Title', 'Company', 'LinkedIn URL', 'Sales Navigator URL']

/** The columns of an outcome by field, to import it again. */
export const searchMapping = {
  fullName: 'Name',
  headline: 'Headline',
  location: 'Location',
  title: 'Title',
  companyName: 'Company',
  linkedinUrl: 'LinkedIn URL',
  salesNavUrl: 'Sales Navigator URL',
}

/** The run of a search that a worker is processing. */
export type SearchRun = Pick<ActiveRun, 'cursor' | 'page' | 'position' | 'failures'> & {
  searchUrl: string
  providerAccountId: string
}

/** Fetches the page at the run's cursor. Throws what the provider throws; fetching the page again is safe. */
export async function fetchPage(provider: AccountProvider, run: SearchRun, signal: AbortSignal): Promise<LeadPage> {
  const { searchUrl: url, providerAccountId, cursor } = run
  const page = await provider.search({ providerAccountId, url, cursor, limit: searchPageSize, signal })
  const leads = page.leads.map((lead, at) => readLead(lead, run.position + at + 1))
  const endWarning = endlessSearchWarning(run, page)
  return {
    leads,
    cursor: page.cursor,
    isLast: page.cursor === null || endWarning !== null,
    total: page.totalCount,
    warnings: [
      (page.totalCount ?? 0) > maxSearchResults &&
        `The search has ${page.totalCount?.toLocaleString('en')} results, but Sales Navigator shows only the first ${maxSearchResults.toLocaleString('en')}. Split it, for example by region or seniority, to import the others.`,
      endWarning,
    ].filter((warning) => typeof warning === 'string'),
  }
}

/** Returns the warning to end a search with when it does not end by itself. */
function endlessSearchWarning(run: SearchRun, { cursor }: SearchPage): string | null {
  if (cursor === null) return null
  const advances = cursor !== run.cursor
  if (advances && run.page + 1 < maxPages) return null
  if (!advances && run.failures < maxRepeats) {
    throw new ProviderUnavailableError('LinkedIn returned a page of the search that repeats its own cursor.')
  }
  return 'LinkedIn returned the same page repeatedly, so later people of the search may be missing. Import the search again later.'
}

function readLead(lead: ProviderLead, rowNumber: number): Lead {
  const fields = fieldsOf(lead)
  const { fullName, headline, location, title, companyName, linkedinUrl, salesNavUrl } = fields
  const cells = [fullName, headline, location, title, companyName, linkedinUrl, salesNavUrl].map((cell) => cell ?? '')
  return readPerson(tidied(fields), { rowNumber, cells })
}

function fieldsOf(lead: ProviderLead): PersonFields {
  const position = lead.positions[0]
  const slug = lead.publicIdentifier
  const fullName = lead.name ?? ([lead.firstName, lead.lastName].filter((part) => part !== null).join(' ') || null)
  // The part after the comma differs between searches.
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

/** Returns the fields tidied, like those of a file; outcomes keep the originals. */
function tidied({ memberId, ...fields }: PersonFields): PersonFields {
  const tidy: PersonFields = memberId === undefined ? {} : { memberId }
  for (const field of personFields) {
    const value = tidierOf(field)(fields[field] ?? '')
    if (value !== '') tidy[field] = value
  }
  return tidy
}
