import { SSF } from 'xlsx'
import { dateFormatOf, dateText } from './date-text.ts'

const formatNumber: (code: string, value: number) => unknown = SSF.format

const maxMemoized = 5_000
/** Longer texts of numbers hardly repeat. */
const maxMemoizedLength = 12
const zero = 0x30
/** Significant digits of spreadsheets; further ones are binary rounding errors. */
const precision = 15

/** Returns the text that is displayed for a number, from its text in the file. */
export type NumberText = (literal: string) => string

/** Returns a number in full, without exponent and rounding errors. Whole numbers keep all digits of the file. */
export function plainNumber(literal: string): string {
  if (/^-?\d+$/.test(literal)) return literal
  const whole = /^(-?\d+)\.0*$/.exec(literal)?.[1]
  if (whole !== undefined) return whole
  const value = Number(literal)
  if (literal.trim() === '' || !Number.isFinite(value)) return literal.trim()
  return withoutExponent(String(Number.isInteger(value) ? value : Number(value.toPrecision(precision))))
}

/**
 * Returns the function that shows numbers in a format: dates in ISO form, others as displayed. Whole numbers that the format would shorten,
 * such as a phone number in scientific notation, are shown in full. `hasEarlyDates`: negative serial numbers are dates too.
 */
export function numberText(formatCode: string, is1904: boolean, hasEarlyDates = false): NumberText {
  const date = dateFormatOf(formatCode)
  if (date) return (literal) => dateText(Number(literal), date, is1904, hasEarlyDates) ?? plainNumber(literal)
  // A locale is not a currency, though both are in the same brackets: [$-407] and [$€-407].
  const code = formatCode.replace(/\[\$-[^\]]*\]/g, '')
  if (/^(general|standard|@|)$/i.test(code) || isScientific(code)) return plainNumber
  const format = simpleFormat(code) ?? percentFormat(code) ?? ((value: number) => libraryText(code, value))
  const known = new Map<number, string>()
  return (literal) => {
    const value = Number(literal)
    // A leading zero may be part of an id.
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

/** Returns null for an invalid format. */
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

/** Returns a fast function for the most common formats; null for any other. */
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

/** Returns a function for formats with a percent sign, which the library knows only after a digit; null for any other. */
function percentFormat(code: string): ((value: number) => string) | null {
  // Conditions apply to the original value.
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

/** Rounds half away from zero in decimal: 1.005 to 1.01. */
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
