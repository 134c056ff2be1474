import { decodeHTMLStrict } from 'entities'
import { withoutInvisible } from '../../invisible.ts'
import type { CompanyField, PersonField } from './fields.ts'
import { isPlaceholder, isPlaceholderAddress } from './placeholders.ts'

type Tidy = (cell: string) => string

/** How the cells of a field are cleaned; the others are plain text. */
const tidiers: { [F in PersonField | CompanyField]?: Tidy } = {
  firstName: (cell) => textOf(cell, true),
  lastName: (cell) => textOf(cell, true),
  fullName: (cell) => textOf(cell, true),
  email: (cell) => firstAddress(textOf(cell)),
  phone: (cell) => phoneNumber(numbersIn(textOf(cell))[0] ?? ''),
  country: (cell) => (/^\s*NA\s*$/.test(cell) ? 'NA' : textOf(cell)),
  companyDomain: (cell) => firstPage(textOf(cell)),
  domain: (cell) => firstPage(textOf(cell)),
  website: (cell) => firstPage(textOf(cell)),
  linkedinUrl: (cell) => firstProfile(textOf(cell)),
  salesNavUrl: (cell) => firstProfile(textOf(cell)),
  companyLinkedinUrl: (cell) => firstProfile(textOf(cell)),
}

/** Returns the function that tidies the cells of a field. Its result is stored and used for matching; '' means no value. */
export function tidierOf(field: PersonField | CompanyField): Tidy {
  return tidiers[field] ?? tidyCell
}

/** Returns a cell trimmed, without invisible characters and with HTML entities decoded; '' if it is a placeholder such as "n/a". */
export function tidyCell(cell: string): string {
  return textOf(cell)
}

/** Returns the addresses of an e-mail cell after the first, separated by commas; null if there are none. */
export function furtherAddresses(cell: string): string | null {
  if (cell.indexOf('@') === cell.lastIndexOf('@')) return null
  const [first, ...others] = addressesIn(tidyCell(cell))
  const distinct = new Map(others.map((address) => [address.toLowerCase(), address]))
  distinct.delete(first?.toLowerCase() ?? '')
  return distinct.size === 0 ? null : [...distinct.values()].join(', ')
}

/** Returns the name before the first address of an e-mail cell, as mail programs write it: `Ann Archer <ann@a.example>`; '' if there is none. */
export function nameBeforeAddress(cell: string): string {
  if (cell.length > maxAddresses || !cell.includes('<')) return ''
  const [, name = ''] = /^[\s"']*([^"<>@;]{2,100}?)[\s"']*<[^<>@\s]+@/.exec(cell) ?? []
  return textOf(name, true)
}

/** Most cells are ASCII without entities. */
const isPlain = /^[ -%'-~]*$/
/** Text that has passed through several web pages may be encoded several times. */
const maxDecodings = 3

function textOf(cell: string, isName = false): string {
  const text = isPlain.test(cell) ? cell.trim() : withoutInvisible(decoded(cell))
  return text === '' || isPlaceholder(text, isName) ? '' : unquoted(text)
}

/** Removes the single quotes that some programs write around every text. */
function unquoted(text: string): string {
  if (!text.startsWith("'") || text.length < 3 || text.indexOf("'", 1) !== text.length - 1) return text
  return text.slice(1, -1)
}

function decoded(cell: string): string {
  let text = cell
  for (let times = 0; times < maxDecodings && text.includes('&') && text.includes(';'); times++) {
    const next = decodeHTMLStrict(text)
    if (next === text) break
    text = next
  }
  return text
}

/** Longer cells are text, not a list of addresses. */
const maxAddresses = 2_000
const plainAddress = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$/i
/** "ann [at] a [dot] example" */
const spelledAt = / ?(?:\[at\]|\(at\)|\{at\}) ?/gi
const spelledDot = / ?(?:\[dot\]|\(dot\)|\{dot\}) ?/gi
const address = /[^\s@,;:<>()[\]{}"|\\]+@[^\s@,;:<>()[\]{}"'|\\/?&=]+/g

function firstAddress(cell: string): string {
  if (plainAddress.test(cell)) return isPlaceholderAddress(cell) ? '' : cell
  const addresses = addressesIn(cell.replace(spelledAt, '@').replace(spelledDot, '.'))
  return addresses.find((found) => !isPlaceholderAddress(found)) ?? (addresses.length > 0 ? '' : cell)
}

/** Returns the addresses in a text such as `Ann <ann@a.example>; mailto:a@b.example?subject=x`. */
function addressesIn(cell: string): string[] {
  if (cell.length > maxAddresses || !/@|%40/.test(cell)) return []
  const text = cell
    .replace(/\p{Cf}/gu, '')
    .replace(/^(\S+) ?@ ?(\S+)$/, '$1@$2')
    .replace(/mailto:([^\s?]*)\S*/gi, (_, target: string) => ` ${target.replaceAll('%40', '@').replaceAll('%20', ' ')}`)
  return (text.match(address) ?? []).flatMap((found) => {
    const clean = found.replace(/^['`´‘’“”„.*•·/&?=-]+|[`´‘’“”.*!-]+$/g, '')
    return /.@.+\../.test(clean) ? [clean] : []
  })
}

/** Returns the phone numbers of a cell after the first, separated by commas; null if there are none. */
export function furtherNumbers(cell: string): string | null {
  if (international.test(cell)) return null
  const [first = '', ...others] = numbersIn(tidyCell(cell)).map(phoneNumber)
  const distinct = new Map(others.map((number) => [digitsOf(number), number]))
  distinct.delete(digitsOf(first))
  return distinct.size === 0 ? null : [...distinct.values()].join(', ')
}

const international = /^\+[1-9][\d ().-]*$/
const betweenNumbers = /:::|[;|\n,]| \/ /
const minDigits = 7
/** Longer cells are text, not a list of numbers. */
const maxNumbers = 500

/** Returns the phone numbers in a text such as `+1 202 555 0101 ::: +1 202 555 0102`; the text if it is not a list of them. */
function numbersIn(cell: string): string[] {
  if (cell.length > maxNumbers || !betweenNumbers.test(cell)) return [cell]
  const parts = cell.split(betweenNumbers).flatMap((part) => part.trim() || [])
  return parts.every((part) => digitsOf(part).length >= minDigits && !/\p{L}{3}/u.test(part)) ? parts : [cell]
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, '')
}

/** Returns a phone number without the artefacts of spreadsheets and data frames: 447911123456.0, 4.47911123456E+11, '0171…, tel:. */
function phoneNumber(cell: string): string {
  if (international.test(cell)) return cell
  const text = cell.replace(/^(?:tel|phone|p):\s*/i, '').replace(/^'(?=[\d+(])/, '')
  if (!/\d/.test(text)) return cell
  if (/^[+0\s().-]+$/.test(text)) return ''
  if (!/^\d[\d.,]*(?:e\+?\d+)?$/i.test(text)) return text
  return wholeNumber(text) ?? text
}

/** Returns the digits of a whole number that was written as a decimal; null if digits are lost or it is not one. */
function wholeNumber(text: string): string | null {
  const decimal = /^(\d{5,})[.,]0+$/.exec(text)
  if (decimal) return decimal[1] ?? null
  const [, integer = '', fraction = '', exponent = ''] = /^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i.exec(text) ?? []
  const digits = fraction.replace(/0+$/, '')
  // Spreadsheets display six digits of a longer number; the others are lost.
  return digits.length > 5 && digits.length <= Number(exponent) ? integer + digits.padEnd(Number(exponent), '0') : null
}

/** Between the URLs of a cell. A comma may be part of a URL. */
const betweenUrls = /[\s;|<>"]+|\]\(|,(?=\s|https?:|www\.|$)/
const betweenDomains = /[\s;|<>",]+/
const single = /^(?:https?:\/\/|www\.|(?!\p{L}+:))[^\s,;|<>")\]]+$/iu
const maxPages = 10_000
const page =
  /^(?:https?:\/|www\.)\S|^[^@\s]+@[^@\s]+\.[^@\s]+$|^[\p{L}\d][\p{L}\d-]*(?:\.[\p{L}\d-]+)+(?:[/:?#]\S*)?$/iu
const profile = /linkedin\.com\/|^\/?(?:in|pub|company|school|sales)\/|^urn:li:/i

/** Returns the first URL or domain of a cell; the cell itself if there is none. */
function firstPage(cell: string): string {
  return firstPart(cell, page)
}

/** Returns the first LinkedIn URL of a cell; the cell itself if there is none. */
function firstProfile(cell: string): string {
  return firstPart(cell, profile)
}

function firstPart(cell: string, form: RegExp): string {
  if (isNoPage(cell)) return ''
  if (cell.length > maxPages || single.test(cell)) return cell
  const parts = cell.split(cell.includes('/') ? betweenUrls : betweenDomains)
  const found = parts.map(bare).find((part) => form.test(part))
  return found ?? cell
}

/** Removes a label before a URL and punctuation around it. */
function bare(part: string): string {
  const inner = part.replace(/^[('[]+|[\]'.,!]+$/g, '')
  const isClosed = inner.endsWith(')') && !inner.includes('(')
  return (isClosed ? inner.slice(0, -1) : inner).replace(/^\p{L}+:(?=https?:|www\.)/iu, '')
}

/** Returns whether a cell is only a protocol, as forms prefill it ("https://"), or a protocol before a placeholder. */
function isNoPage(cell: string): boolean {
  const dot = cell.lastIndexOf('.')
  if (dot > 3 && dot < cell.length - 1) return false
  const rest = cell.replace(/^https?:\/*/i, '').replace(/^www\.|\/$/gi, '')
  return rest.length < cell.length && (rest === '' || isPlaceholder(rest))
}
