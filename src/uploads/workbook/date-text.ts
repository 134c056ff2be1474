/** The parts of a date that a format shows. */
export interface DateFormat {
  showsDate: boolean
  showsTime: boolean
  /** Elapsed hours, which may exceed 24, as in [h]:mm. */
  isElapsed: boolean
}

const secondsPerDay = 86_400
/** End of 9999-12-31; spreadsheets show no later date. */
const endOfDates = 2_958_466
/** 0001-01-01. */
const startOfYears = -693_594
/** Days from 1899-12-31 to 1904-01-01, day 0 of the other system, including 29 February 1900, which did not exist. */
const daysTo1904 = 1_462
const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))
const knownDates = new Map<number, string>()

/** Returns the parts of a date that a format code shows; null for a number or text format. */
export function dateFormatOf(code: string): DateFormat | null {
  const section = code.replace(/"[^"]*(?:"|$)|\\.|[_*]./gs, '').split(';')[0] ?? ''
  const isElapsed = /\[(?:h+|m+|s+)\]/i.test(section)
  const bare = section.replace(/\[[^\]]*\]/g, '').replace(/general|standard/gi, '')
  const hasNoon = /am\/pm|a\/p|上午\/下午/i.test(bare)
  const letters = bare.replace(/am\/pm|a\/p|上午\/下午/gi, '').replace(isElapsed ? /\.0+/g : /(?<=s)\.0+/gi, '')
  if (/[0#?@]/.test(letters)) return null
  const showsTime = isElapsed || hasNoon || /[hs]/i.test(letters)
  const showsDate = !isElapsed && (/[dyg]|e|b[12]|mmm/i.test(letters) || (/m/i.test(letters) && !showsTime))
  return showsDate || showsTime ? { showsDate, showsTime, isElapsed } : null
}

/**
 * Returns a serial number as `2024-03-01`, `2024-03-01T09:30:00` or `09:30:00`; null if spreadsheets show no date for it. Those below
 * zero are dates where `hasEarlyDates`.
 */
export function dateText(
  serial: number,
  { showsDate, showsTime, isElapsed }: DateFormat,
  is1904: boolean,
  hasEarlyDates = false,
): string | null {
  const seconds = Math.round(serial * secondsPerDay)
  const shift = is1904 ? daysTo1904 : 0
  const first = hasEarlyDates && showsDate ? startOfYears - shift : 0
  if (!(seconds >= first * secondsPerDay && seconds < (endOfDates - shift) * secondsPerDay)) return null
  const time = ((seconds % secondsPerDay) + secondsPerDay) % secondsPerDay
  const day = (seconds - time) / secondsPerDay
  if (isElapsed) return timeText(seconds)
  if (day === 0 && (!showsDate || (!is1904 && (showsTime || time > 0)))) return timeText(time)
  return showsDate && !showsTime ? dayText(day, is1904) : `${dayText(day, is1904)}T${timeText(time)}`
}

/** Returns a date that the file stores in ISO form as `dateText` does; any other text unchanged. */
export function isoText(text: string, code: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)?(?:T?(\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z?)?$/.exec(text)
  const [, date, time, seconds = ':00'] = parts ?? []
  if (date === undefined) return time === undefined ? text : `${time}${seconds}`
  const showsTime = dateFormatOf(code)?.showsTime ?? true
  return time === undefined || !showsTime ? date : `${date}T${time}${seconds}`
}

function timeText(seconds: number): string {
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function dayText(day: number, is1904: boolean): string {
  const serial = is1904 ? day + daysTo1904 : day
  const known = knownDates.get(serial)
  if (known !== undefined) return known
  if (knownDates.size > 10_000) knownDates.clear()
  const text = newDayText(serial)
  knownDates.set(serial, text)
  return text
}

/** Spreadsheets treat 1900 as a leap year: day 60 is 29 February 1900, day 0 the day before 1 January. */
function newDayText(serial: number): string {
  if (serial === 0) return '1900-01-00'
  if (serial === 60) return '1900-02-29'
  const days = serial < 60 ? serial : serial - 1
  return new Date(Date.UTC(1899, 11, 31) + days * secondsPerDay * 1_000).toISOString().slice(0, 10)
}

function two(number: number): string {
  return twoDigits[number] ?? String(number)
}
