import { InvalidSalesNavUrlError } from '../errors.ts'

const longest = 10_000
const host = /^(?:[a-z]{2,3}\.)?linkedin\.com$/

const whatToPaste =
  'Open a people search, a saved search or a lead list in Sales Navigator and paste its address: it begins with https://www.linkedin.com/sales/search/people or https://www.linkedin.com/sales/lists/people.'
const wholeAddress =
  'Copy the whole address from the address bar of the browser, where Sales Navigator shows the search.'

/** Parameters that every page of Sales Navigator may carry and that choose nobody. */
const idle = new Set(['viewallfilters', 'sessionid', 'page', 'trk', 'lipi', 'licu', '_ntb', 'refreshcontext'])

/** What the pages of LinkedIn are that people paste instead, by the beginning of their path. */
const otherPages: readonly { path: RegExp; got: string; advice: string }[] = [
  {
    path: /^\/sales\/search\/compan/,
    got: 'a company search',
    advice: `It finds accounts. Switch from Accounts to Leads in Sales Navigator, then paste the address of the search. ${whatToPaste}`,
  },
  {
    path: /^\/sales\/lists\/compan/,
    got: 'an account list',
    advice: `It holds companies. To import their people, search for leads with this account list as a filter. ${whatToPaste}`,
  },
  { path: /^\/sales\/(?:lead|people)\//, got: 'a single profile', advice: whatToPaste },
  { path: /^\/(?:in|pub)\//, got: 'a single profile', advice: whatToPaste },
  { path: /^\/(?:sales\/)?(?:company|school|showcase)\//, got: 'the page of one company', advice: whatToPaste },
  {
    path: /^\/search\/results\/people/,
    got: 'an ordinary LinkedIn people search',
    advice: `Run the same search in Sales Navigator. ${whatToPaste}`,
  },
  { path: /^\/search\//, got: 'an ordinary LinkedIn search', advice: whatToPaste },
  { path: /^\/(?:talent|recruiter)\b/, got: 'a page of LinkedIn Recruiter', advice: whatToPaste },
  { path: /^\/sales\b/, got: 'another page of Sales Navigator', advice: whatToPaste },
]

/**
 * The address of a people search or lead list in Sales Navigator, as a provider gets it: it is data and never fetched.
 * Throws an InvalidSalesNavUrlError that says what the text is instead.
 */
export function parseSalesNavUrl(text: string): string {
  const trimmed = text.trim()
  const url = addressOf(trimmed)
  refuseUnlessLinkedIn(url, trimmed)

  const path = url.pathname.toLowerCase()
  if (/^\/sales\/search\/people\/?$/.test(path)) {
    if (choosesPeople(url)) return url.href
    throw new InvalidSalesNavUrlError('a search without any filter', `Set a filter first. ${wholeAddress}`)
  }
  if (/^\/sales\/lists\/people(?:\/|$)/.test(path)) {
    if (/^\/sales\/lists\/people\/[^/]/.test(path) || choosesPeople(url)) return url.href
    throw new InvalidSalesNavUrlError('the overview of your lead lists', `Open one of the lists. ${wholeAddress}`)
  }
  const { got, advice } = otherPages.find((page) => page.path.test(path)) ?? {
    got: 'another page of LinkedIn',
    advice: whatToPaste,
  }
  throw new InvalidSalesNavUrlError(got, advice)
}

/** Refuses whatever one parser of addresses might read otherwise than the next. */
function addressOf(text: string): URL {
  if (text === '') throw new InvalidSalesNavUrlError('nothing', whatToPaste)
  if (text.length > longest) {
    throw new InvalidSalesNavUrlError(
      `an address of more than ${longest.toLocaleString('en')} characters`,
      `Save the search in Sales Navigator and paste the address of the saved search. ${whatToPaste}`,
    )
  }
  if (/^(?:[a-z]{2,3}\.)?linkedin\.com\//i.test(text)) {
    throw new InvalidSalesNavUrlError('an address without https://', wholeAddress)
  }
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) throw new InvalidSalesNavUrlError('text that is no address', whatToPaste)
  if (scheme !== 'https') {
    throw new InvalidSalesNavUrlError(`${scheme.startsWith('http') ? 'an' : 'a'} ${scheme} address`, whatToPaste)
  }
  if (/[\s\p{C}]/u.test(text)) {
    throw new InvalidSalesNavUrlError(
      'an address with a space, a line break or an invisible character in it',
      wholeAddress,
    )
  }
  if (!/^https:\/\/[^/\\]/i.test(text) || text.includes('\\') || !URL.canParse(text)) {
    throw new InvalidSalesNavUrlError('a damaged address', wholeAddress)
  }
  return new URL(text)
}

function refuseUnlessLinkedIn(url: URL, text: string): void {
  if (url.username !== '' || url.password !== '') {
    throw new InvalidSalesNavUrlError('an address with a user name in it', wholeAddress)
  }
  if (!host.test(url.hostname)) {
    const name = url.hostname.length > 60 ? `…${url.hostname.slice(-60)}` : url.hostname
    const got = name.endsWith('.linkedin.com') ? `a page of ${name}` : `an address at ${name}, which is not LinkedIn`
    throw new InvalidSalesNavUrlError(got, whatToPaste)
  }
  // Full-width letters and escapes come to the same host in one parser and to another in the next.
  if (/^https:\/\/([^/?#:]*)/i.exec(text)?.[1]?.toLowerCase() !== url.hostname) {
    throw new InvalidSalesNavUrlError(`an address that spells ${url.hostname} in other letters`, wholeAddress)
  }
  if (url.port !== '') throw new InvalidSalesNavUrlError(`an address with the port ${url.port}`, wholeAddress)
}

function choosesPeople(url: URL): boolean {
  return [...url.searchParams].some(([name, value]) => !idle.has(name.toLowerCase()) && value.trim() !== '')
}
