import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { isCompanyOfMailHost, isFreeMailHost } from './mail-hosts.ts'
import { memoize } from './memoize.ts'
import { bounded, fold } from './normalise.ts'
import { hasPagesOfOthers, isBrandOfPages, isPageOfOthers, isPlatform } from './shared-hosts.ts'

/** Subdomains that are part of a host's own site, not a customer's. */
const ownSubdomains =
  /^(?:www\d?|m|mobile|web|home|homepages?|members?|people|perso|pages|page|mail|email|webmail|my|login|app|shop|store|blog|en|de|fr|es|it|nl|us|uk|in|at|ch|br|jp|mx|ca|au)$/

/** Characters of a text in which an address is looked for. */
const maxAddress = 2_000

/** The domain of an address, and whether it identifies a company. */
interface Site {
  domain: string
  /** Set if the domain identifies only a company whose name contains this label. */
  label: string | null
}

/**
 * Returns the registrable domain of a host, URL or e-mail address as a key (public suffix list with its private section; on
 * platforms of many the subdomain). Null if it doesn't identify a company; shared domains such as gmx.de identify only their own
 * company, by `companyName`.
 */
export function domainKey(text: string, companyName?: string): string | null {
  if (text.includes('@') && /^(?:mailto:)?[^/:?\s]*@[^@]*$/i.test(text)) {
    return mailHostOf(text.slice(text.lastIndexOf('@') + 1)).employerDomain
  }
  const site = siteOf(text.slice(0, maxAddress))
  if (site === null) return null
  if (site.label === null) return site.domain
  return companyName !== undefined && hasLabel(companyName, site.label) ? site.domain : null
}

/** The host of e-mail addresses: whether it gives mailboxes to anyone, and otherwise the domain of the company that it belongs to. */
interface MailHost {
  isFree: boolean
  employerDomain: string | null
}

/** Returns what is known about the host of an e-mail address. */
export const mailHostOf = memoize((host): MailHost => {
  const { domain } = parse(host)
  const site = findSite(host)
  return {
    isFree: isFreeMailHost(host) || (domain !== null && isFreeMailHost(domain)),
    employerDomain: site === null || site.label !== null || isFreeMailHost(site.domain) ? null : site.domain,
  }
})

/** Whether a text is a host, URL or e-mail address at a host that many share, such as a mail provider, so that it identifies no company. */
export function isSharedHost(text: string): boolean {
  const address = text.trim()
  return !/\s/.test(address) && parse(address).domain !== null && domainKey(address) === null
}

const siteOf = memoize(findSite)

function findSite(text: string): Site | null {
  for (const part of text.trim().split(/[\s,;|<>"']+/)) {
    const site = part === '' ? null : siteOfAddress(part)
    if (site !== null) return site === 'OTHERS' ? null : site
  }
  return null
}

function siteOfAddress(text: string): Site | 'OTHERS' | null {
  const address = targetOf(text)
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/|https?:|https?(?=\/\/)|mailto:)?\/*(?:\*\.)?/i, '')
    .replace(/(?<![.,;])[.,;]+$/, '')
  const { domain, hostname, subdomain, domainWithoutSuffix } = parse(address, { allowPrivateDomains: true })
  if (domain === null || hostname === null) return null
  const registered = asciiOf(domain)
  const host = asciiOf(hostname).replace(/\.$/, '')
  if (registered === '' || host === '') return null
  const rest = address.slice(address.toLowerCase().indexOf(hostname) + hostname.length)
  if (isPageOfOthers(`${host}${rest}`)) return 'OTHERS'
  const label = domainWithoutSuffix ?? registered
  const customer = (subdomain ?? '').split('.').filter((part) => part !== '' && !ownSubdomains.test(part))
  const isOfPages = hasPagesOfOthers(registered) || isBrandOfPages(registered) || hasPagesOfOthers(host)
  if (isPlatform(registered) || (isFreeMailHost(registered) && !isOfPages)) {
    // A provider's own mail host is not a customer's subdomain.
    if (customer.length > 0)
      return isFreeMailHost(host)
        ? { domain: bounded(host), label }
        : { domain: bounded(host.replace(/^www\./, '')), label: null }
    if (isPlatform(registered) && /^[/?#]./.test(rest)) return 'OTHERS'
    return { domain: bounded(registered), label: isCompanyOfMailHost(registered) ? null : label }
  }
  if (isOfPages) {
    return /^[/?#]./.test(rest) || customer.length > 0 ? 'OTHERS' : { domain: bounded(registered), label }
  }
  return { domain: bounded(registered), label: null }
}

/** Returns the address behind a redirect, as spreadsheets and social networks write links. */
function targetOf(text: string): string {
  const [, target] =
    /^https?:\/\/(?:www\.google\.[a-z.]+\/url|l\.(?:facebook|instagram)\.com\/(?:l\.php)?)\?(?:.*&)?(?:q|u|url)=([^&]+)/i.exec(
      text,
    ) ?? []
  if (target === undefined) return text
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}

function asciiOf(host: string): string {
  return /^[a-z0-9.-]+$/.test(host) ? host : domainToASCII(host)
}

/** "t-online" is in "T-Online GmbH". */
function hasLabel(companyName: string, label: string): boolean {
  const compact = (text: string) => (fold(text) ?? '').replaceAll(' ', '')
  return label.length > 1 && compact(companyName).includes(compact(label))
}
