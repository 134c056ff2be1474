import { InvalidSalesNavUrlError } from '../errors.ts'

const maxLength = 10_000
const host = /^(?:[a-z]{2,3}\.)?linkedin\.com$/

const whatToPaste =
  'Open a people search, a saved search or a lead list in Sales Navigator and paste its URL: it begins with https://www.linkedin.com/sales/search/people or https://www.linkedin.com/sales/lists/people.'
const wholeUrl = 'Copy the whole URL from the address bar of your browser while Sales Navigator shows the search.'

/** Other pages of LinkedIn that people paste, by the start of their path. */
const otherPages: readonly { path: RegExp; got: string; advice: string }[] = [
  {
    path: /^\/sales\/search\/compan/,
    got: 'a company search',
    advice: `It finds accounts. Switch from Accounts to Leads in Sales Navigator, then paste the URL of the search. ${whatToPaste}`,
  },
  {
    path: /^\/sales\/lists\/compan/,
    got: 'an account list',
    advice: `It holds companies. To import their people, search for leads with this account list as a filter. ${whatToPaste}`,
  },
  { path: /^\/sales\/(?:lead|people)\//, got: 'a single profile', advice: whatToPaste },
  { path: /^\/(?:in|pub)\//, got: 'a single profile', advice: whatToPaste },
  { path: /^\/(?:sales\/)?(?:company|school|showcase)\//, got: 'a company page', advice: whatToPaste },
  {
    path: /^\/search\/results\/people/,
    got: 'a regular LinkedIn people search',
    advice: `Run the same search in Sales Navigator. ${whatToPaste}`,
  },
  { path: /^\/search\//, got: 'a regular LinkedIn search', advice: whatToPaste },
  { path: /^\/(?:talent|recruiter)\b/, got: 'a LinkedIn Recruiter page', advice: whatToPaste },
  { path: /^\/sales\b/, got: 'another Sales Navigator page', advice: whatToPaste },
]

/**
 * Returns the URL of a people search or lead list in Sales Navigator in the form that providers get; it is never fetched.
 * Throws InvalidSalesNavUrlError, which says what the text is instead.
 */
export function parseSalesNavUrl(text: string): string {
  const trimmed = text.trim()
  const url = parseStrictly(trimmed)
  refuseUnlessLinkedIn(url, trimmed)

  const path = url.pathname.toLowerCase()
  if (/^\/sales\/(?:search\/people\/?$|lists\/people(?:\/|$))/.test(path)) return url.href
  const { got, advice } = otherPages.find((page) => page.path.test(path)) ?? {
    got: 'another LinkedIn page',
    advice: whatToPaste,
  }
  throw new InvalidSalesNavUrlError(got, advice)
}

/** Refuses text that another URL parser might read differently. */
function parseStrictly(text: string): URL {
  if (text === '') throw new InvalidSalesNavUrlError('an empty URL', whatToPaste, 'The URL is empty.')
  if (text.length > maxLength) {
    throw new InvalidSalesNavUrlError(
      `a URL of more than ${maxLength.toLocaleString('en')} characters`,
      `Save the search in Sales Navigator and paste the URL of the saved search. ${whatToPaste}`,
    )
  }
  if (/^(?:[a-z]{2,3}\.)?linkedin\.com\//i.test(text)) {
    throw new InvalidSalesNavUrlError('a URL without https://', wholeUrl)
  }
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) throw new InvalidSalesNavUrlError('not a URL', whatToPaste)
  if (scheme !== 'https') {
    throw new InvalidSalesNavUrlError(`${scheme.startsWith('http') ? 'an' : 'a'} ${scheme} URL`, whatToPaste)
  }
  if (/[\s\p{C}]/u.test(text)) {
    throw new InvalidSalesNavUrlError('a URL with a space, a line break or an invisible character', wholeUrl)
  }
  if (!/^https:\/\/[^/\\]/i.test(text) || text.includes('\\') || !URL.canParse(text)) {
    throw new InvalidSalesNavUrlError('an invalid URL', wholeUrl)
  }
  return new URL(text)
}

function refuseUnlessLinkedIn(url: URL, text: string): void {
  if (url.username !== '' || url.password !== '') {
    throw new InvalidSalesNavUrlError('a URL with a user name', wholeUrl)
  }
  if (!host.test(url.hostname)) {
    const name = url.hostname.length > 60 ? `…${url.hostname.slice(-60)}` : url.hostname
    const got = name.endsWith('.linkedin.com') ? `a page of ${name}` : `a URL at ${name}, which is not LinkedIn`
    throw new InvalidSalesNavUrlError(got, whatToPaste)
  }
  // Full-width letters and escapes become the same host in one parser and a different one in another.
  if (/^https:\/\/([^/?#:]*)/i.exec(text)?.[1]?.toLowerCase() !== url.hostname) {
    throw new InvalidSalesNavUrlError(`a URL that spells ${url.hostname} in other letters`, wholeUrl)
  }
  if (url.port !== '') throw new InvalidSalesNavUrlError(`a URL with the port ${url.port}`, wholeUrl)
}
