import { companyIds, rowIds } from '../db/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { mailboxOf } from '../identity/email.ts'
import { type Employer, selectCompanyNames, selectEmployers } from '../lists/employers.sql.ts'
import type { EntryInput, EntryRejection } from './entry.ts'

/** A company to block: named by the caller, or that of a row. */
export interface GivenEntry extends EntryInput {
  rowId?: string | null | undefined
  companyId?: string | null | undefined
}

const notOneSource = {
  code: 'NOT_ONE_SOURCE',
  message: 'Give either a domain or a name, or `rowId`, or `companyId`.',
} as const
const notFound = {
  code: 'ROW_NOT_FOUND',
  message: 'You have no such row: the id is wrong, or the row was deleted.',
} as const
const noCompany = { code: 'NOT_A_COMPANY', message: 'The row names no company.' } as const

/** Returns each entry with the domain and name of the row that it refers to, or why it is rejected. */
export async function resolveEntries(
  client: Queryable,
  ownerId: number,
  entries: readonly GivenEntry[],
): Promise<(EntryInput | EntryRejection)[]> {
  const people = entries.flatMap(({ rowId }) => rowIds.decode(rowId ?? '') ?? [])
  const companies = entries.flatMap(({ companyId }) => companyIds.decode(companyId ?? '') ?? [])
  const employers = people.length === 0 ? [] : await selectEmployers(client, ownerId, people)
  const named = companies.length === 0 ? [] : await selectCompanyNames(client, ownerId, companies)
  const byRow = new Map(employers.map((row) => [rowIds.encode(BigInt(row.id)), withMailDomain(row)]))
  const byCompany = new Map(named.map((company) => [companyIds.encode(BigInt(company.id)), company]))
  return entries.map(({ rowId, companyId, ...entry }) => {
    if (!rowId && !companyId) return entry
    if ((rowId && companyId) || entry.domain || entry.name) return notOneSource
    const found = rowId ? byRow.get(rowId) : byCompany.get(companyId ?? '')
    if (found === undefined) return notFound
    if (found.domain === null && found.name === null) return noCompany
    return { domain: found.domain, name: found.name, reason: entry.reason }
  })
}

function withMailDomain({ email, ...employer }: Employer & { email: string | null }): Employer {
  if (employer.domain !== null || email === null) return employer
  return { ...employer, domain: mailboxOf(email)?.employerDomain ?? null }
}
