import type { CompanyResult, RecordErrorCode } from '../../enrichment/provider.ts'

const words: Readonly<Record<Exclude<RecordErrorCode, 'MISSING'>, string>> = {
  DEAD_PAGE: 'LinkedIn has no page at this address any more.',
  BAD_INPUT: 'This is not the address of a company on LinkedIn.',
  BLOCKED: 'LinkedIn did not show this page.',
  CRAWL_ERROR: 'This page could not be loaded.',
  PARSE_ERROR: 'This page could not be read.',
}

/** Why there is nothing about a company, in words for whoever sells to it. An unknown code is that of a page that could not be loaded. */
export function recordError(code: string, detail = ''): NonNullable<CompanyResult['error']> {
  const known = isKnown(code) ? code : 'CRAWL_ERROR'
  return { code: known, message: `${words[known]}${detail}` }
}

function isKnown(code: string): code is keyof typeof words {
  return Object.hasOwn(words, code)
}
