import type pg from 'pg'
import { applyFindings } from './apply.ts'
import { type ActiveEnrichment, addCounts, setPlanned } from './enrichments.sql.ts'
import { withFence } from './fence.ts'
import { deleteOutdated, insertItems } from './items.sql.ts'
import { findFresh } from './profiles.sql.ts'
import { reasonFor } from './reasons.ts'

/** Items per search for reusable profiles. */
const pageSize = 500

/** Creates items for the list's companies that lack data, for all requests so far. */
export async function planItems(pool: pg.Pool, enrichment: ActiveEnrichment, freshDays: number): Promise<void> {
  const withoutUrl = reasonFor('NO_LINKEDIN_URL')
  await withFence(pool, enrichment, async (client, { requested }) => {
    const outdated = await deleteOutdated(client, enrichment, withoutUrl)
    await addCounts(client, enrichment, { total: -outdated, skipped: -outdated })
    await addCounts(client, enrichment, await insertItems(client, enrichment, { freshDays, withoutUrl }))
    await setPlanned(client, enrichment, requested)
    return true
  })
}

/** Fills in data that other lists of the owner already have for the next items; returns whether there was any. */
export async function reuseProfiles(pool: pg.Pool, enrichment: ActiveEnrichment, freshDays: number): Promise<boolean> {
  const profiles = await findFresh(pool, enrichment, { freshDays, limit: pageSize })
  if (profiles.length === 0) return false
  const findings = new Map(
    profiles.map(({ linkedinKey, data, fetchedAt }) => [linkedinKey, { found: data, fetchedAt }]),
  )
  await applyFindings(pool, enrichment, 'PENDING', findings)
  return true
}
