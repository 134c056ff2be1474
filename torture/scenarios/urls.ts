import fc from 'fast-check'
import { InvalidSalesNavUrlError } from '../../src/imports/errors.ts'
import { parseSalesNavUrl } from '../../src/imports/sales-nav/search-url.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

/** Search URLs, valid and mutated, and URLs of other sites that imitate them. */
export const urls: Scenario<'urls'> = {
  name: 'urls',
  promise:
    'No URL of another host is accepted as a Sales Navigator search, whatever it looks like, and none crashes the parser.',
  counts: { urls: { sample: 5_000, ci: 200_000, full: 1_000_000 } },
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
/** Characters that one parser treats as the end of the host or user name and another does not. */
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
const mutated = fc.tuple(whole, fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([url, mutations]) =>
  mutations.reduce((text, { at, drop, put }) => {
    const from = Math.floor(at * text.length)
    return text.slice(0, from) + put + text.slice(from + drop)
  }, url),
)
const composed = fc
  .tuple(fc.constantFrom(...schemes), fc.array(piece, { maxLength: 3 }), fc.oneof(host, fc.constantFrom(...otherHosts)))
  .chain(([scheme, before, name]) =>
    fc.tuple(fc.array(piece, { maxLength: 2 }), target).map(([behind, rest]) => {
      return [scheme, ...before, name, ...behind, rest].join('')
    }),
  )
const arbitrary = fc.oneof(
  fc.webUrl(),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.webUrl({ withQueryParameters: true }),
)

const url = fc.oneof(
  { weight: 1, arbitrary: whole.map((text) => ({ text, isWhole: true })) },
  { weight: 5, arbitrary: mutated.map((text) => ({ text, isWhole: false })) },
  { weight: 3, arbitrary: composed.map((text) => ({ text, isWhole: false })) },
  { weight: 1, arbitrary: arbitrary.map((text) => ({ text, isWhole: false })) },
)

async function run({ counts, seed }: Trial<'urls'>): Promise<Outcome> {
  const figures = { urls: 0, accepted: 0, 'slowest ms': 0 }
  const property = fc.property(url, ({ text, isWhole }) => {
    const began = performance.now()
    const accepted = parse(text)
    figures['slowest ms'] = Math.max(figures['slowest ms'], Math.ceil(performance.now() - began))
    figures.urls++
    if (accepted !== null) figures.accepted++
    const fault = accepted === null ? isWhole && 'a valid search was refused' : findFault(text, accepted)
    if (fault) throw new Error(`${fault}: ${JSON.stringify(text)} as ${JSON.stringify(accepted)}`)
  })
  const { failed, errorInstance, counterexamplePath } = fc.check(property, { numRuns: counts.urls, seed })
  const fault = errorInstance instanceof Error ? errorInstance.message : 'a check failed'
  return { figures, violations: failed ? [`${fault} (seed ${seed}, path ${counterexamplePath})`] : [] }
}

/** Returns what the server would pass to the provider; null if it refuses the URL. */
function parse(text: string): string | null {
  try {
    return parseSalesNavUrl(text)
  } catch (error) {
    if (!(error instanceof InvalidSalesNavUrlError)) throw error
    if (error.message.length > 1_000) throw new Error('a refusal is longer than 1,000 characters')
    return null
  }
}

/** Returns why a URL must not be accepted: checked once by the platform's parser, and once against the typed text. */
function findFault(text: string, accepted: string): string | null {
  const { protocol, hostname, port, username, password, pathname, href } = new URL(accepted)
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '')
    return 'credentials, a port or another protocol were accepted'
  if (!isLinkedIn(hostname)) return 'another host was accepted'
  if (!['/sales/search/people', '/sales/lists/people'].some((page) => isBelow(pathname.toLowerCase(), page))) {
    return 'another page was accepted'
  }
  if (href !== accepted || parseSalesNavUrl(accepted) !== accepted) return 'parsing the accepted URL again changes it'
  const typed = text.trim()
  const [, rest = ''] = typed.split(/^https:\/\//i)
  const authority = rest.slice(0, rest.search(/[/?#]/)).toLowerCase()
  const named = authority.endsWith(':443') ? authority.slice(0, -4) : authority.replace(/:$/, '')
  return isLinkedIn(named) && named === hostname ? null : 'a host was accepted that was not typed'
}

/** Returns whether a host is `linkedin.com`, alone or under `www` or a country code of two or three letters. */
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
