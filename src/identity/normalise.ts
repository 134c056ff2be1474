import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import emailProviders from 'email-providers'
import { getDomain } from 'tldts'
import { leadingLegalForms, trailingLegalForms } from './legal-forms.ts'
import { remember } from './memoize.ts'

/** Longer keys are replaced by a digest: a B-tree entry holds 2,704 bytes at most. */
const maxKey = 255
const maxFolded = 2_000

/** Hosts of social profiles and link collections, which say nothing about who is behind them. */
const sharedHosts = new Set([
  // Reserved for examples (RFC 2606), whatever mail was seen from there.
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

/** Text without case, accents, punctuation and doubled spaces; null where nothing is left. */
export function fold(text: string): string | null {
  const lower = text.toLowerCase()
  // No name; and decomposing takes quadratic time over a long run of accents.
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

/** A company's folded name without its legal form; null where nothing is left. */
export const companyNameKey = remember((text): string | null => {
  const name = fold(text)
  if (name === null) return null
  let words = name.split(' ')
  for (let form = formAt(words); form > 0; form = formAt(words)) words = words.slice(0, -form)
  const first = words[0]
  if (first !== undefined && words.length > 1 && leadingLegalForms.has(first)) words = words.slice(1)
  return words.join(' ')
})

/** How many words at the end are a legal form; 0 where the name would be gone with them. */
function formAt(words: string[]): number {
  for (let length = Math.min(4, words.length - 1); length > 0; length--) {
    if (trailingLegalForms.has(words.slice(-length).join(' '))) return length
  }
  return 0
}

/** The registrable domain of a host, URL or e-mail address (public suffix list with its private section); null where there is none or where it identifies no company. */
export function domainKey(text: string): string | null {
  // Addresses differ where their hosts repeat.
  return /^[^/:]*@[^@]*$/.test(text) ? domainOfHost(text.slice(text.indexOf('@') + 1)) : domainOfHost(text)
}

const domainOfHost = remember((text): string | null => {
  const domain = getDomain(text.trim(), { allowPrivateDomains: true })
  if (domain === null) return null
  const ascii = /^[a-z0-9.-]+$/.test(domain) ? domain : domainToASCII(domain)
  return ascii === '' || sharedHosts.has(ascii) ? null : bounded(ascii)
})

/** An e-mail address in lower case; null where the text is none. */
export function emailKey(text: string): string | null {
  const address = text
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(address) ? bounded(address) : null
}

/** The key as an index can hold it. */
export function bounded(key: string): string {
  return key.length <= maxKey ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`
}
