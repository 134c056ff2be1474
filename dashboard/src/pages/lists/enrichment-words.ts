import { number } from '../../components/format.ts'
import type { ListSummary } from './list-summary.ts'

/** Where the look-up of a list's companies stands, in a few words. */
export function enrichmentWords({
  enrichmentStatus,
  enrichment,
}: Pick<ListSummary, 'enrichmentStatus' | 'enrichment'>): string {
  if (enrichmentStatus === 'ENRICHING') return 'Looking companies up'
  if (!enrichment) return 'None yet'
  if (enrichment.total === 0) return 'Nothing was missing'
  return `${number(enrichment.enriched)} of ${number(enrichment.total)} enriched`
}
