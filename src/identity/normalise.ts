import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import emailProviders from 'email-providers'
import { getDomain } from 'tldts'
import { leadingLegalForms, trailingLegalForms } from './legal-forms.ts'
import { memoize } from './memoize.ts'

/** Longer keys are replaced by a digest: a B-tree entry holds 2,704 bytes at most. */
const maxKey = 255
const maxFolded = 2_000

/** Hosts of social profiles and link collections, which don't identify a company. */
const sharedHosts = new Set([
  // Reserved for examples (RFC 2606).
  ...emailProviders.filter((host) => host !== 'example.com'),
  'about.me',
  'beacons.ai',
  'bio.link',
  'bit.ly',
  'carrd.co',
  'facebook.com',
  'fb.com',
  'fb.me',
  'goo.gl',
  'instagram.com',
  'linkedin.com',
  'linkin.bio',
  'linktr.ee',
  'lnkd.in',
  'lnk.bio',
  'medium.com',
  'pinterest.com',
  'reddit.com',
  't.co',
  't.me',
  'telegram.me',
  'threads.net',
  'tiktok.com',
  'tinyurl.com',
  'twitter.com',
  'vimeo.com',
  'vk.com',
  'wa.me',
  'whatsapp.com',
  'x.com',
  'xing.com',
  'youtu.be',
  'youtube.com',
])

/** Letters that Unicode does not decompose into a base letter and an accent. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
}

/** Returns text in lower case without accents, punctuation and repeated spaces; null if nothing is left. */
export function fold(text: string): string | null {
  const lower = text.toLowerCase()
  // Not a name; and decomposing a long run of accents takes quadratic time.
  if (lower.length > maxFolded) return bounded(lower)
  const plain = /^[a-z0-9 ]*$/.test(lower) ? lower : foldLetters(lower)
  const folded = plain.replace(/ {2,}/g, ' ').trim()
  return folded === '' ? null : bounded(folded)
}

function foldLetters(lower: string): string {
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .replace(/[ßæœøðđħıłþ]/g, (letter) => undecomposed[letter] ?? letter)
    .replace(/['’‘ʼ`´.]/g, '')
    .replace(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, ' ')
}

/** Returns a company's folded name without its legal form; null if nothing is left. */
export const companyNameKey = memoize((text): string | null => {
  const name = fold(text)
  if (name === null) return null
  let words = name.split(' ')
  for (let form = formAt(words); form > 0; form = formAt(words)) words = words.slice(0, -form)
  const first = words[0]
  if (first !== undefined && words.length > 1 && leadingLegalForms.has(first)) words = words.slice(1)
  return words.join(' ')
})

/** Returns how many words at the end are a legal form; 0 if nothing else would be left. */
function formAt(words: string[]): number {
  for (let length = Math.min(4, words.length - 1); length > 0; length--) {
    if (trailingLegalForms.has(words.slice(-length).join(' '))) return length
  }
  return 0
}

/** Returns the registrable domain of a host, URL or e-mail address (public suffix list with its private section); null if there is none or it does not identify a company. */
export function domainKey(text: string): string | null {
  // Hosts repeat, full addresses do not.
  return /^[^/:]*@[^@]*$/.test(text) ? domainOfHost(text.slice(text.indexOf('@') + 1)) : domainOfHost(text)
}

const domainOfHost = memoize((text): string | null => {
  const domain = getDomain(text.trim(), { allowPrivateDomains: true })
  if (domain === null) return null
  const ascii = /^[a-z0-9.-]+$/.test(domain) ? domain : domainToASCII(domain)
  return ascii === '' || sharedHosts.has(ascii) ? null : bounded(ascii)
})

/** Returns an e-mail address in lower case; null if the text is not one. */
export function emailKey(text: string): string | null {
  const address = text
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(address) ? bounded(address) : null
}

/** Returns the key in a length that an index can hold. */
export function bounded(key: string): string {
  return key.length <= maxKey ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`
}
