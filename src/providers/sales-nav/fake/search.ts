import type { ProviderLead } from '../../../accounts/provider.ts'
import type { FakeAnswer } from '../../fake/fake-server.ts'
import { type InventedSearch, searchReach } from '../invented-people.ts'
import { readCursor, writeCursor } from '../search-cursor.ts'
import { problemAnswer } from './answer.ts'
import type { FaultKind } from './faults.ts'

/** A search request. */
export interface FakeSearch {
  account: string
  limit: string | null
  cursor: string | null
  body: unknown
  fault: FaultKind | null
  /** Returns the result of the search with this URL. */
  find(url: string): InventedSearch
}

/** Returns a page of a search, with its fault; the next page starts after the last lead of this one. */
export function answerSearch({ account, limit: given, cursor, body, fault, find }: FakeSearch): FakeAnswer {
  const limit = Number(given ?? 10)
  if (!Number.isInteger(limit) || limit < 0 || limit > 100) return problemAnswer('invalid_parameters')
  const url = typeof body === 'object' && body !== null && 'url' in body ? body.url : undefined
  if (typeof url !== 'string') return problemAnswer('missing_parameters')
  if (!/^https:\/\/(?:[a-z]+\.)?linkedin\.com\/sales\/(?:search|lists)\/people/.test(url))
    return problemAnswer('invalid_url')

  const scope = { providerAccountId: account, url, limit }
  const place = cursor === null ? { offset: 0, page: 0 } : readCursor(cursor, scope)
  if (place === null) return problemAnswer('invalid_parameters')

  const { total, at } = find(url)
  const reach = Math.min(total, searchReach)
  const { offset } = place
  const again = fault === 'same_lead' ? [at(Math.max(offset - 1, 0))] : []
  const end = fault === 'empty_page' ? offset : Math.min(offset + limit - again.length, reach)
  const leads = [...again, ...Array.from({ length: Math.max(end - offset, 0) }, (_, index) => at(offset + index))]
  const following = end < reach ? writeCursor({ offset: end, page: place.page + 1 }, scope) : null
  const next = fault === 'repeating_cursor' ? (cursor ?? writeCursor(place, scope)) : following
  const [first, ...others] = leads.map(itemOf)
  return {
    status: 200,
    body: {
      object: 'LinkedinSearch',
      ...(fault === 'no_items'
        ? {}
        : { items: first ? [fault === 'null_item' ? emptied(first) : first, ...others] : [] }),
      config: { params: { url } },
      paging: {
        start: offset,
        page_count: leads.length,
        total_count: fault === 'shrinking_total' ? Math.floor(total / 2) : total,
      },
      cursor: next,
    },
  }
}

function itemOf(lead: ProviderLead) {
  const positions = lead.positions.map(({ company, companyId, role }) => ({
    company,
    company_id: companyId,
    role,
    description: null,
    location: null,
    tenure_at_role: { years: 2, months: 3 },
    tenure_at_company: { years: 4 },
  }))
  return {
    type: 'PEOPLE',
    id: lead.id,
    name: lead.name,
    first_name: lead.firstName,
    last_name: lead.lastName,
    member_urn: lead.memberId === null ? null : `urn:li:member:${lead.memberId}`,
    public_identifier: lead.publicIdentifier,
    public_profile_url: lead.publicProfileUrl,
    profile_url: lead.profileUrl,
    profile_picture_url: null,
    network_distance: 'DISTANCE_3',
    location: lead.location,
    industry: null,
    headline: lead.headline,
    premium: false,
    open_profile: false,
    ...(positions.length > 0 ? { current_positions: positions } : {}),
  }
}

/** Returns the same person with every nullable field null. */
function emptied(item: ReturnType<typeof itemOf>) {
  const fields = Object.keys(item).filter((field) => !['type', 'id', 'premium', 'open_profile'].includes(field))
  return { ...item, ...Object.fromEntries(fields.map((field) => [field, null])) }
}
