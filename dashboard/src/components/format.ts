const whole = new Intl.NumberFormat('en')
const dayAndTime = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })

/** A number with its thousands apart: 12,345. */
export function number(value: number): string {
  return whole.format(value)
}

/** A share of 1 as a whole percentage, never 100 before it is all: 43 %. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}

/** A moment as the clock of the reader shows it: Nov 22, 4:05 PM; of another year the date alone. */
export function moment(iso: string): string {
  const then = new Date(iso)
  return (then.getFullYear() === new Date().getFullYear() ? dayAndTime : date).format(then)
}

/** How long something takes, in one unit: 45 s, 3 min, 2 h. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} s`
  return seconds < 90 * 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`
}

/** So many of a thing, in words: 1 row, 2 rows, 3 companies. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}
