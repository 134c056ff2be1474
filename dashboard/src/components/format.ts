const whole = new Intl.NumberFormat('en')
const dayAndTime = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })

/** Formats a number with thousands separators: 12,345. */
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
