import type { EnrichmentItemStatus } from '../db/generated/enums.ts'
import type { RecordErrorCode } from './provider.ts'

/** Why items end as they do. */
export interface Cause {
  code: string
  message: string
}

/** How many items of an enrichment ended in one way for one reason. */
export interface Reason extends Cause {
  status: Extract<EnrichmentItemStatus, 'ENRICHED' | 'SKIPPED' | 'FAILED'>
  count: number
}

/** Why a company has not got all that it might have, in words for a salesperson, by code. */
const words = {
  NO_LINKEDIN_URL: 'The company has no LinkedIn address, by which data is looked up.',
  CANCELLED: 'The enrichment was cancelled before the company had its turn.',
  DOMAIN_TAKEN:
    'The website that was found belongs to another company of this list, so it was left out. They may be one and the same.',
  SNAPSHOT_FAILED: 'The provider of company data gave up on the company three times. Start the enrichment again later.',
  DEAD_PAGE: 'There is no page at the LinkedIn address of the company: it was renamed or deleted.',
  BAD_INPUT: 'The LinkedIn address is not that of a company.',
  BLOCKED: 'LinkedIn did not let the provider of company data see the page.',
  CRAWL_ERROR: 'The provider of company data could not load the page.',
  PARSE_ERROR: 'The provider of company data could not make sense of the page.',
  MISSING: 'The provider of company data answered without a word about the company.',
} as const satisfies Record<RecordErrorCode, string> & Record<string, string>

/** A code of one of these reasons. */
export type ReasonCode = keyof typeof words

/** A reason with its words. */
export function reasonFor(code: ReasonCode): Cause {
  return { code, message: words[code] }
}
