import type pg from 'pg'
import { domainKey } from '../identity/domain.ts'
import { companyLinkedinKey } from '../identity/linkedin.ts'
import { fillCompanies, findHolders, lockWaiting, type Waiting } from './companies.sql.ts'
import { addCounts, clearFailures, type Target } from './enrichments.sql.ts'
import { withFence } from './fence.ts'
import { type Finding, settleCompanies } from './fill.ts'
import { endItems } from './items.sql.ts'
import { storeProfiles } from './profiles.sql.ts'
import type { CompanyResult } from './provider.ts'

/** LinkedIn pages applied in one transaction. */
const pageSize = 500

/**
 * Fills in the findings for the items that wait for them and ends those items, 500 LinkedIn pages per transaction. Companies that
 * are not waiting are left alone, so applying the same findings twice has no effect. Returns false if it stopped because the
 * enrichment is over or another writer passed the fence first.
 */
export async function applyFindings(
  pool: pg.Pool,
  enrichment: Target,
  waiting: Waiting,
  findings: ReadonlyMap<string, Finding>,
): Promise<boolean> {
  const entries = [...findings]
  for (let start = 0; start < entries.length; start += pageSize) {
    const page = new Map(entries.slice(start, start + pageSize))
    const applied = await withFence(pool, enrichment, (client) => applyPage(client, enrichment, waiting, page))
    if (applied === null) return false
  }
  return true
}

/** Returns a provider's results by LinkedIn page. A result with data wins over one without. */
export function findingsOf(results: readonly CompanyResult[], now = new Date()): Map<string, Finding> {
  const findings = new Map<string, Finding>()
  for (const { url, fetchedAt, data, error } of results) {
    const key = companyLinkedinKey(url)
    if (key === null || (findings.has(key) && data === null)) continue
    // A fetch time in the future would keep the data fresh for too long.
    const since = fetchedAt === null || fetchedAt > now ? now : fetchedAt
    findings.set(key, { fetchedAt: since, found: data ?? error?.code ?? 'MISSING' })
  }
  return findings
}

async function applyPage(
  client: pg.ClientBase,
  { id, ownerId, listId }: Target,
  waiting: Waiting,
  findings: ReadonlyMap<string, Finding>,
): Promise<number> {
  const companies = await lockWaiting(client, { ownerId, id, listId }, waiting, [...findings.keys()])
  if (companies.length === 0) return 0
  const keys = new Set(companies.map(({ linkedinKey }) => linkedinKey))
  const profiles = [...findings].flatMap(([linkedinKey, { found, fetchedAt }]) =>
    typeof found === 'string' || !keys.has(linkedinKey) ? [] : [{ linkedinKey, data: found, fetchedAt }],
  )
  const domainKeys = profiles.flatMap(({ data: { website } }) => (website === null ? [] : (domainKey(website) ?? [])))
  const holders = await findHolders(client, { ownerId, listId }, domainKeys)
  const { fills, outcomes } = settleCompanies(companies, findings, holders)
  await fillCompanies(client, ownerId, fills)
  await endItems(client, ownerId, outcomes)
  await addCounts(client, { ownerId, id }, { enriched: fills.length, failed: outcomes.length - fills.length })
  await clearFailures(client, { ownerId, id })
  if (waiting !== 'PENDING') await storeProfiles(client, ownerId, profiles)
  return outcomes.length
}
