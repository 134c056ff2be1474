const latin = { numberingSystem: 'latn' } as const
// In the locale of the browser.
const whole = new Intl.NumberFormat(undefined, latin)
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  ...latin,
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})
const date = new Intl.DateTimeFormat(undefined, { ...latin, dateStyle: 'medium' })
const utcDay = new Intl.DateTimeFormat(undefined, { ...latin, month: 'short', day: 'numeric', timeZone: 'UTC' })

/** What separates the thousands of a number. */
export const thousandSeparator = whole.formatToParts(1_000_000).find(({ type }) => type === 'group')?.value ?? ','

/** Formats a number with thousands separators: 12,345, or 12.345 in Germany. */
export function number(value: number): string {
  return whole.format(value)
}

/** Formats a share from 0 to 1 as a percentage, rounded down so that 100% means complete: 43%. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)}%`
}

/** Formats a timestamp in local time: Nov 22, 4:05 PM; only the date if it is from another year. */
export function dateTime(iso: string): string {
  const then = new Date(iso)
  return (then.getFullYear() === new Date().getFullYear() ? dayAndTime : date).format(then)
}

/** Formats a day of the calendar in UTC: Nov 22. */
export function day(iso: string): string {
  return utcDay.format(new Date(iso))
}

/** Formats seconds in one unit: 45 s, 3 min, 2 h. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} s`
  return seconds < 90 * 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`
}

/** Formats a count with its noun: 1 row, 2 rows, 3 companies. */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

const turning = /[\p{Bidi_Control}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** Isolates the direction of a user's text in plain text, where no element can. */
export function isolated(text: string): string {
  return turning.test(text) ? `\u2068${text}\u2069` : text
}
