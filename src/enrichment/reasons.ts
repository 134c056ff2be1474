import type { EnrichmentItemStatus } from '../db/generated/enums.ts'
import type { RecordErrorCode } from './provider.ts'

/** Why an item ended as it did. */
export interface Cause {
  code: string
  message: string
}

/** How many items of an enrichment ended with the same status and cause. */
export interface Reason extends Cause {
  status: Extract<EnrichmentItemStatus, 'ENRICHED' | 'SKIPPED' | 'FAILED'>
  count: number
}

/** Messages for salespeople, by code: why a company was skipped, failed or only partly filled in. */
const messages = {
  NO_LINKEDIN_URL: 'The company has no LinkedIn URL, which is needed to look it up.',
  CANCELLED: 'The enrichment was cancelled before the company was looked up.',
  DOMAIN_TAKEN:
    'The website found belongs to another company in this list, so it was not filled in. They may be the same company.',
  SNAPSHOT_FAILED: 'The company data provider failed to look up the company 3 times. Start the enrichment again later.',
  UNCONFIRMED:
    'The company data provider did not confirm the request for the company, and no results arrived. Start the enrichment again later.',
  DEAD_PAGE: 'The company’s LinkedIn page does not exist: it was renamed or deleted.',
  BAD_INPUT: 'The LinkedIn URL is not that of a company.',
  BLOCKED: 'LinkedIn blocked the company data provider from the page.',
  CRAWL_ERROR: 'The company data provider could not load the page.',
  PARSE_ERROR: 'The company data provider could not read the page.',
  MISSING: 'The company data provider returned no result for the company.',
} as const satisfies Record<RecordErrorCode, string> & Record<string, string>

/** The code of one of these reasons. */
export type ReasonCode = keyof typeof messages

/** Returns a reason's code with its message. */
export function reasonFor(code: ReasonCode): Cause {
  return { code, message: messages[code] }
}
