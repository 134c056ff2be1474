import { bounded } from './normalise.ts'

/** A person's identity in a LinkedIn URL; each part is sufficient. */
export interface ProfileKeys {
  slug?: string
  memberId?: string
  salesNavId?: string
}

const host =
  /(?:^|[\s<("'[:=]|linkedin\.com(?=https?:))(?:https?:)?\/{0,2}(?:[a-z0-9-]+\.)*linkedin\.(?:com|cn)(?::\d+)?(?=\/)/i

/** LinkedIn's internal member ids, which some exports use in place of a slug. */
const internalId = /^AC[A-Za-z]AA[\w-]+$/
/** Path segments that are not a slug: an empty one, the start of another URL, or a page of LinkedIn itself. */
const falseSlug =
  /^(?:|undefined|null|none|nan|nil|na|n-a|unavailable|not-available|not-found|notfound|unknown|private|not|xxx+|headless|username|user-name|your-name|yourname|(?:your|my|public|linkedin)-?profile|example|test|error|search|results|deleted|setup|in|pub|www|http|https|https?:.*|.*linkedin\.(?:com|cn)|www\..*|company|sales|profile|feed|login|home|me|-+|0|404|#.*)$/

/** Pages that members without an employer choose. */
const pagesOfNoCompany =
  /^(?:self-?employed|freelanc(?:e|er)|unemployed|retired|confidential|stealth(?:-startup|-mode)?|independent-consultant)$/

/** Most profiles: a URL with nothing before or after the slug. */
const plainProfile = /^https?:\/\/(?:[a-z]+\.)?linkedin\.com\/in\/([\w-]+)\/?$/

/** Returns the identity in a person's LinkedIn or Sales Navigator URL (or a bare path or member URN); empty if there is none. */
export function profileKeys(text: string): ProfileKeys {
  const plainSlug = plainProfile.exec(text)?.[1]
  if (plainSlug !== undefined) return slugKeys(plainSlug)
  const urn = /urn:li:(?:fs_)?member:(\d+)/i.exec(text)?.[1]
  if (urn !== undefined && /^\s*urn:/i.test(text)) return { memberId: bounded(urn) }
  const segments = pathOf(text)
  const at = segments.findLastIndex(
    (segment, index) => /^(?:in|pub|sales)$/i.test(segment) && segments[index + 1] !== undefined,
  )
  const [kind, first = '', second = '', ...rest] = segments.slice(at < 0 ? segments.length : at)
  if (kind === undefined) return {}
  if (kind.toLowerCase() === 'sales') return /^(?:lead|people)$/i.test(first) ? idKeys(slugIn(second)) : {}
  if (isNotAvailable(first, second)) return {}
  return slugKeys(slugIn(first), kind.toLowerCase() === 'pub' ? [second, ...rest] : undefined)
}

/** Returns the identity of a slug; `parts` follow it in an old public URL. */
function slugKeys(slug: string, parts?: string[]): ProfileKeys {
  if (internalId.test(slug)) return idKeys(slug)
  const lower = slug.toLowerCase()
  if (falseSlug.test(lower)) return {}
  return { slug: bounded(parts === undefined ? lower : publicSlug([slug, ...parts])) }
}

/** Returns the slug or id in a company's LinkedIn or Sales Navigator URL; null if there is none. */
export function companyLinkedinKey(text: string): string | null {
  const urn = /^\s*urn:li:(?:fsd?_)?(?:company|organization|salesCompany)(?:_?\w*)?:(\d+)/i.exec(text)?.[1]
  if (urn !== undefined) return bounded(urn)
  const segments = pathOf(text)
  const at = segments.findLastIndex(
    (segment, index) =>
      /^(?:company|company-beta|school|showcase)$/i.test(segment) && segments[index + 1] !== undefined,
  )
  const [first = '', second = ''] = at < 0 ? [] : segments.slice(at + 1)
  const slug = isNotAvailable(first, second) ? '' : slugIn(first).toLowerCase()
  return falseSlug.test(slug) || pagesOfNoCompany.test(slug) ? null : bounded(slug)
}

/** "/in/n/a" */
function isNotAvailable(first: string, second: string): boolean {
  return /^n$/i.test(first) && /^a$/i.test(second)
}

/** Whether a company's key is LinkedIn's number for it, not the name in its address. */
export function isCompanyNumber(key: string): boolean {
  return /^\d+$/.test(key)
}

/** Returns the decoded path segments of the first LinkedIn URL in a text; none for another site. */
function pathOf(text: string): string[] {
  const trimmed = withoutEncoding(text.trim())
  const found = host.exec(trimmed)
  const path = /^\/?(?:in|pub|company|school|sales)\//i.test(trimmed)
    ? trimmed
    : found === null
      ? ''
      : trimmed.slice(found.index + found[0].length)
  // A second URL may follow without a blank.
  return (path.replace(/(?<=[^/\s])https?:.*$/s, '').split(/[?#\n\r\t<>]/)[0] ?? '')
    .split('/')
    .map(decode)
    .filter((segment) => segment !== '')
}

/** Most segments need neither decoding nor cutting. */
const isPlain = /^[\w-]*$/

/** An address that was encoded as a whole, as the value of another's parameter, or twice. */
function withoutEncoding(text: string): string {
  try {
    return /^https?%3a|%25[\da-f]{2}/i.test(text) ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}

function decode(segment: string): string {
  if (isPlain.test(segment)) return segment
  try {
    // Profile names have none of these characters, even percent-encoded.
    return decodeURIComponent(withoutEncoding(segment)).normalize('NFC').replace(/\p{C}/gu, '').trim()
  } catch {
    return segment.trim()
  }
}

/** Returns the slug at the start of a segment, without any text after it. */
function slugIn(segment: string): string {
  if (isPlain.test(segment)) return segment
  return segment.replace(/[\s,;&|()[\]{}<>"'“”*…\\!^`].*$/su, '').replace(/(?<![.:])[.:]+$/, '')
}

function idKeys(id: string): ProfileKeys {
  if (id === '') return {}
  const member = internalId.test(id) ? memberOf(id) : null
  return { salesNavId: bounded(id), ...(member === null ? {} : { memberId: member }) }
}

/** Returns the member number in LinkedIn's internal id; null if it is too short to have one. */
function memberOf(id: string): string | null {
  const bytes = Buffer.from(id, 'base64url')
  const number = bytes.length < 8 ? 0 : bytes.readUInt32BE(4)
  return number === 0 ? null : String(number)
}

/**
 * An old public URL `/pub/jane-doe/1/2a/345` is not the same person as `/in/jane-doe`: LinkedIn redirects it to
 * `/in/jane-doe-3452a01`, its three parts from the last to the first, padded to 3, 2 and 2 digits.
 */
function publicSlug([name, ...parts]: (string | undefined)[]): string {
  const [a, b, c] = parts
  const old = parts.length >= 3 && [a, b, c].every((part) => part !== undefined && /^[0-9a-z]{1,3}$/i.test(part))
  const suffix = old ? `-${c?.padStart(3, '0')}${b?.padStart(2, '0')}${a?.padStart(2, '0')}` : ''
  return `${name}${suffix}`.toLowerCase()
}
