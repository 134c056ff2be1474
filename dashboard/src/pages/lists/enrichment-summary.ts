import { number } from '../../components/format.ts'
import type { ListSummary } from './list-summary.ts'

/** Describes the status of a list's enrichment. */
export function enrichmentSummary({
  enrichmentStatus,
  enrichment,
}: Pick<ListSummary, 'enrichmentStatus' | 'enrichment'>): string {
  if (enrichmentStatus === 'ENRICHING') return 'Enriching…'
  if (!enrichment) return 'Not enriched'
  if (enrichment.total === 0) return 'Nothing to enrich'
  return `${number(enrichment.enriched)} of ${number(enrichment.total)} enriched`
}
