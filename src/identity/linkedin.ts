import { bounded } from './normalise.ts'

/** A person's identity in a LinkedIn URL; each part is sufficient. */
export interface ProfileKeys {
  slug?: string
  memberId?: string
  salesNavId?: string
}

const host = /^(?:https?:)?(?:\/\/)?(?:[a-z0-9-]+\.)*linkedin\.com(?::\d+)?(?=\/)/i

/** Returns the identity in a person's LinkedIn or Sales Navigator URL (or a bare path or member URN); empty if there is none. */
export function profileKeys(text: string): ProfileKeys {
  const urn = /^urn:li:(?:fs_)?member:(\d+)$/i.exec(text.trim())
  if (urn?.[1] !== undefined) return { memberId: bounded(urn[1]) }
  const segments = pathOf(text)
  const at = segments.findIndex((segment) => /^(in|pub|sales)$/i.test(segment))
  const [kind, first, second, ...rest] = segments.slice(at < 0 ? segments.length : at)
  if (kind === undefined || first === undefined) return {}
  if (kind.toLowerCase() === 'sales') {
    const id = /^(lead|people)$/i.test(first) ? second?.split(',')[0] : undefined
    return id ? { salesNavId: bounded(id) } : {}
  }
  return { slug: bounded(kind.toLowerCase() === 'pub' ? publicSlug([first, second, ...rest]) : first.toLowerCase()) }
}

/** Returns the slug or id in a company's LinkedIn or Sales Navigator URL; null if there is none. */
export function companyLinkedinKey(text: string): string | null {
  const segments = pathOf(text)
  const at = segments.findIndex((segment) => /^(company|school|showcase)$/i.test(segment))
  const slug = at < 0 ? undefined : segments[at + 1]
  return slug === undefined ? null : bounded(slug.toLowerCase())
}

/** Returns the decoded path segments of a LinkedIn URL; none for another site. */
function pathOf(text: string): string[] {
  const trimmed = text.trim()
  const path = /^\/?(?:in|pub|company|school|sales)\//i.test(trimmed)
    ? trimmed
    : host.test(trimmed)
      ? trimmed.replace(host, '')
      : ''
  return (path.split(/[?#]/)[0] ?? '')
    .split('/')
    .map(decode)
    .filter((segment) => segment !== '')
}

function decode(segment: string): string {
  try {
    // Profile names have none of these characters, even percent-encoded.
    return decodeURIComponent(segment).replace(/\p{C}/gu, '').trim()
  } catch {
    return segment.trim()
  }
}

/**
 * An old public URL `/pub/jane-doe/1/2a/345` is not the same person as `/in/jane-doe`: LinkedIn redirects it to
 * `/in/jane-doe-3452a01`, its three parts from the last to the first, padded to 3, 3 and 2 digits.
 */
function publicSlug([name, ...parts]: (string | undefined)[]): string {
  const [a, b, c] = parts
  const old = parts.length >= 3 && [a, b, c].every((part) => part !== undefined && /^[0-9a-z]{1,3}$/i.test(part))
  const suffix = old ? `-${c?.padStart(3, '0')}${b?.padStart(3, '0')}${a?.padStart(2, '0')}` : ''
  return `${name}${suffix}`.toLowerCase()
}
