import ipaddr from 'ipaddr.js'
import type { Config } from '../config.ts'
import { InvalidInputError } from '../errors.ts'
import { isReachableAddress } from './addresses.ts'

/** The configuration of where webhooks may be sent. */
export type Targets = Pick<Config, 'webhookHttp' | 'webhookAddresses'>

const maxLength = 2_000

/** Returns the URL of a webhook without its fragment; throws InvalidInputError if it cannot be one. */
export function checkedUrl(text: string, { webhookHttp, webhookAddresses }: Targets): string {
  const refuse = (message: string) => new InvalidInputError('url', message)
  if (!URL.canParse(text)) throw refuse('This is not a URL. Enter one such as https://example.com/webhooks.')
  const url = new URL(text)
  url.hash = ''
  if (url.protocol !== 'https:' && !(webhookHttp && url.protocol === 'http:')) {
    throw refuse(`Enter an https URL, not one with ${url.protocol}//.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('The URL contains a user name or a password. Remove it, and verify the signatures instead.')
  }
  if (url.href.length > maxLength) throw refuse(`The URL is longer than ${maxLength} characters.`)
  const address = literalAddress(url)
  if (address !== null && !isReachableAddress(address, webhookAddresses)) {
    throw refuse(`${address} is a private address. Enter a URL that is reachable from the internet.`)
  }
  return url.href
}

/** Returns the IP address in a URL; null if it has a host name. */
export function literalAddress({ hostname }: URL): string | null {
  const host = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? host : null
}
