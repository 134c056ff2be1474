import { SSF } from 'xlsx'
import { dateFormatOf, dateText } from './date-text.ts'

const formatNumber: (code: string, value: number) => unknown = SSF.format

const maxMemoized = 5_000
/** A number has many texts that are longer, and a slice of a piece of the file keeps all of the piece alive. */
const maxMemoizedLength = 12
const zero = 0x30
/** Digits of a fraction that a spreadsheet knows; what comes after them is noise of binary numbers. */
const precision = 15

/** What a person sees of a number, from the text that stands for it in the file. */
export type NumberText = (literal: string) => string

/** A number in full: no exponent, no noise; whole ones keep every digit that stands in the file. */
export function plainNumber(literal: string): string {
  if (/^-?\d+$/.test(literal)) return literal
  const whole = /^(-?\d+)\.0*$/.exec(literal)?.[1]
  if (whole !== undefined) return whole
  const value = Number(literal)
  if (literal.trim() === '' || !Number.isFinite(value)) return literal.trim()
  return withoutExponent(String(Number.isInteger(value) ? value : Number(value.toPrecision(precision))))
}

/**
 * How a format shows numbers: dates in ISO form, others as a person sees them. What the format would leave out of a whole number,
 * a phone number in scientific notation for one, is shown in full. `hasEarlyDates`: serial numbers below zero are dates too.
 */
export function numberText(formatCode: string, is1904: boolean, hasEarlyDates = false): NumberText {
  const date = dateFormatOf(formatCode)
  if (date) return (literal) => dateText(Number(literal), date, is1904, hasEarlyDates) ?? plainNumber(literal)
  // A language is none of the currencies that stand in the same brackets: [$-407] as against [$€-407].
  const code = formatCode.replace(/\[\$-[^\]]*\]/g, '')
  if (/^(general|standard|@|)$/i.test(code) || isScientific(code)) return plainNumber
  const format = simpleFormat(code) ?? percentFormat(code) ?? ((value: number) => libraryText(code, value))
  const known = new Map<number, string>()
  return (literal) => {
    const value = Number(literal)
    // What begins with a zero may be an id, which is not the same as its value.
    const isKnowable = literal.length <= maxMemoizedLength && literal.charCodeAt(0) !== zero
    const seen = isKnowable ? known.get(value) : undefined
    if (seen !== undefined) return seen
    const plain = plainNumber(literal)
    if (plain === '' || !Number.isFinite(value)) return plain
    const formatted = orNothing(() => format(Number(plain)))
    const text = formatted === '' || hidesDigits(formatted, plain) ? plain : formatted
    if (known.size >= maxMemoized) known.clear()
    if (isKnowable) known.set(value, text)
    return text
  }
}

/** A format that makes no sense shows nothing. */
function orNothing(format: () => string): string {
  try {
    return format()
  } catch {
    return ''
  }
}

function hidesDigits(text: string, plain: string): boolean {
  if (plain.includes('.')) return false
  const digits = plain.replace('-', '')
  return !text.includes(digits) && !text.replace(/\D/g, '').includes(digits)
}

/** The formats that most numbers have, without the cost of reading them for each cell; null for any other. */
function simpleFormat(code: string): ((value: number) => string) | null {
  const parts = /^(#,##)?0(?:\.(0+))?(%?)$/.exec(code)
  if (!parts) return null
  const [, thousands, decimals = '', percent] = parts
  return (value) => {
    const scaled = Number(Math.abs(percent ? value * 100 : value).toPrecision(precision))
    const digits = rounded(scaled, decimals.length)
    const sign = value < 0 && /[1-9]/.test(digits) ? '-' : ''
    return `${sign}${thousands ? grouped(digits) : digits}${percent ?? ''}`
  }
}

/** The formats with a percent sign, which the library only knows right behind a digit; null for any other. */
function percentFormat(code: string): ((value: number) => string) | null {
  // Conditions are on the value as it is.
  if (/\[[<>=]/.test(code)) return null
  let signs = 0
  let isFirst = true
  const literal = code.replace(/"[^"]*(?:"|$)|\\.|[_*].|\[[^\]]*\]|[%;]/gs, (part) => {
    if (part === ';') isFirst = false
    if (part !== '%') return part
    if (isFirst) signs++
    return '\\%'
  })
  if (signs === 0) return null
  return (value) => libraryText(literal, Number((value * 100 ** signs).toPrecision(precision)))
}

function libraryText(code: string, value: number): string {
  return String(formatNumber(code, value)).trim()
}

/** Rounds as people do on paper: 1.005 to 1.01. */
function rounded(value: number, decimals: number): string {
  const shifted = Number(`${value}e${decimals}`)
  return Number.isFinite(shifted)
    ? Number(`${Math.round(shifted)}e-${decimals}`).toFixed(decimals)
    : value.toFixed(decimals)
}

function grouped(digits: string): string {
  return digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ','))
}

function isScientific(code: string): boolean {
  return /[0#?]E[+-]/i.test(code.replace(/"[^"]*"|\\./g, ''))
}

/** 1.5e-7 → 0.00000015, 1e+21 → 1000000000000000000000. */
function withoutExponent(text: string): string {
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!parts) return text
  const [, sign, first = '', rest = '', exponent] = parts
  const power = Number(exponent)
  return power < 0
    ? `${sign}0.${'0'.repeat(-power - 1)}${first}${rest}`
    : `${sign}${(first + rest).padEnd(power + 1, '0')}`
}
