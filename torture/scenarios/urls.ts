import fc from 'fast-check'
import { InvalidSalesNavUrlError } from '../../src/imports/errors.ts'
import { parseSalesNavUrl } from '../../src/imports/sales-nav/search-url.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

/** Addresses of searches, whole and mutated, and those of other places in their guise. */
export const urls: Scenario<'urls'> = {
  name: 'urls',
  promise:
    'No address off linkedin.com is taken for a search in Sales Navigator, whatever it looks like, and none crashes.',
  counts: { urls: { sample: 20_000, ci: 200_000, full: 1_000_000 } },
  run,
}

const hosts = ['www.linkedin.com', 'linkedin.com', 'de.linkedin.com', 'fra.linkedin.com', 'WWW.LinkedIn.com']
const paths = ['/sales/search/people', '/sales/search/people/', '/sales/lists/people/6912345678901234567']
const queries = ['?query=(keywords%3Agrowth)', '?savedSearchId=50512345', '?query=(a)&sessionId=x%3D%3D', '?listId=1#a']

const otherHosts = [
  ...['evil.example', '127.0.0.1', '[::1]', '0x7f000001', '169.254.169.254', 'localhost', 'a.www.linkedin.com'],
  ...[
    'linkedin.com.evil.example',
    'evil-linkedin.com',
    'linkedin.com.',
    'linkedin.co',
    'lіnkedin.com',
    'linkedin。com',
  ],
  ...[
    'ｌｉｎｋｅｄｉｎ.com',
    'linkedin.com%2eevil.example',
    'linkedin.com%00.evil.example',
    'xn--lnkedin-u9d.com',
    'ⅼinkedin.com',
  ],
]
const schemes = [
  'https://',
  'http://',
  'https:',
  'https:/',
  'https:///',
  '//',
  'HTTPS://',
  'javascript:',
  'file://',
  'ftp://',
]
/** What one parser takes for the end of the host, or of a name before it, and another does not. */
const tricks = [
  ...[
    '@',
    '\\',
    '/',
    '?',
    '#',
    ':',
    ':443',
    ':8443',
    '%40',
    '%2f',
    '%5c',
    '%23',
    '..',
    '.',
    ';',
    ',',
    '&',
    '|',
    '`',
    '^',
    '{',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    '\0',
    ' ',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ud800',
    '\u2025',
    '。',
    '／',
    '＼',
    '＠',
    '？',
    '＃',
    '：',
  ],
]

const host = fc.constantFrom(...hosts)
const target = fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...queries)).map((parts) => parts.join(''))
const whole = fc.tuple(host, target).map(([name, rest]) => `https://${name}${rest}`)

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...tricks) },
  { weight: 2, arbitrary: fc.constantFrom(...otherHosts, ...hosts) },
  { weight: 1, arbitrary: fc.constantFrom(...schemes, ...paths, ...queries) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)
const mutation = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(3), put: piece })
const mutated = fc.tuple(whole, fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([address, mutations]) =>
  mutations.reduce((text, { at, drop, put }) => {
    const from = Math.floor(at * text.length)
    return text.slice(0, from) + put + text.slice(from + drop)
  }, address),
)
const composed = fc
  .tuple(fc.constantFrom(...schemes), fc.array(piece, { maxLength: 3 }), fc.oneof(host, fc.constantFrom(...otherHosts)))
  .chain(([scheme, before, name]) =>
    fc.tuple(fc.array(piece, { maxLength: 2 }), target).map(([behind, rest]) => {
      return [scheme, ...before, name, ...behind, rest].join('')
    }),
  )
const anything = fc.oneof(
  fc.webUrl(),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.webUrl({ withQueryParameters: true }),
)

const address = fc.oneof(
  { weight: 1, arbitrary: whole.map((text) => ({ text, isWhole: true })) },
  { weight: 5, arbitrary: mutated.map((text) => ({ text, isWhole: false })) },
  { weight: 3, arbitrary: composed.map((text) => ({ text, isWhole: false })) },
  { weight: 1, arbitrary: anything.map((text) => ({ text, isWhole: false })) },
)

async function run({ counts, seed }: Trial<'urls'>): Promise<Outcome> {
  const figures = { urls: 0, taken: 0, 'slowest ms': 0 }
  const property = fc.property(address, ({ text, isWhole }) => {
    const began = performance.now()
    const taken = take(text)
    figures['slowest ms'] = Math.max(figures['slowest ms'], Math.ceil(performance.now() - began))
    figures.urls++
    if (taken !== null) figures.taken++
    const fault = taken === null ? isWhole && 'a search was refused' : faultOf(text, taken)
    if (fault) throw new Error(`${fault}: ${JSON.stringify(text)} as ${JSON.stringify(taken)}`)
  })
  const { failed, errorInstance, counterexamplePath } = fc.check(property, { numRuns: counts.urls, seed })
  const fault = errorInstance instanceof Error ? errorInstance.message : 'a check failed'
  return { figures, broken: failed ? [`${fault} (seed ${seed}, path ${counterexamplePath})`] : [] }
}

/** What the server would hand to the provider; null where it refuses in words. */
function take(text: string): string | null {
  try {
    return parseSalesNavUrl(text)
  } catch (error) {
    if (!(error instanceof InvalidSalesNavUrlError)) throw error
    if (error.message.length > 1_000) throw new Error('a refusal is longer than a person reads')
    return null
  }
}

/** Why an address must not have been taken: read once by the platform, and once by the letters of what was typed. */
function faultOf(text: string, taken: string): string | null {
  const { protocol, hostname, port, username, password, pathname, href } = new URL(taken)
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return 'more than a host was taken'
  if (!isLinkedIn(hostname)) return 'another host was taken'
  if (!['/sales/search/people', '/sales/lists/people'].some((page) => isBelow(pathname.toLowerCase(), page))) {
    return 'another page was taken'
  }
  if (href !== taken || parseSalesNavUrl(taken) !== taken) return 'an address was taken that does not stay itself'
  const typed = text.trim()
  const [, rest = ''] = typed.split(/^https:\/\//i)
  const authority = rest.slice(0, rest.search(/[/?#]/)).toLowerCase()
  const named = authority.endsWith(':443') ? authority.slice(0, -4) : authority.replace(/:$/, '')
  return isLinkedIn(named) && named === hostname ? null : 'a host was taken that nobody typed'
}

/** `linkedin.com` itself, `www` or the two or three letters of a country before it, and nothing else. */
function isLinkedIn(name: string): boolean {
  const labels = name.split('.')
  const [top, domain, below, ...more] = labels.toReversed()
  if (top !== 'com' || domain !== 'linkedin' || more.length > 0) return false
  if (below === undefined) return true
  return [2, 3].includes(below.length) && [...below].every((letter) => letter >= 'a' && letter <= 'z')
}

function isBelow(path: string, page: string): boolean {
  return path === page || path.startsWith(`${page}/`)
}
