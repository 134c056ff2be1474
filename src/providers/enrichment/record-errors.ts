import type { CompanyResult, RecordErrorCode } from '../../enrichment/provider.ts'

const messages: Readonly<Record<Exclude<RecordErrorCode, 'MISSING'>, string>> = {
  DEAD_PAGE: 'The LinkedIn page no longer exists.',
  BAD_INPUT: 'This is not the URL of a company on LinkedIn.',
  BLOCKED: 'LinkedIn blocked this page.',
  CRAWL_ERROR: 'This page could not be loaded.',
  PARSE_ERROR: 'This page could not be read.',
}

/** Returns the error for a company without data, with a message for salespeople. An unknown code becomes CRAWL_ERROR. */
export function recordError(code: string, detail = ''): NonNullable<CompanyResult['error']> {
  const known = isKnown(code) ? code : 'CRAWL_ERROR'
  return { code: known, message: `${messages[known]}${detail}` }
}

function isKnown(code: string): code is keyof typeof messages {
  return Object.hasOwn(messages, code)
}
