/** The credits used on a day, such as 2026-11-29 (UTC). */
export interface UsageDay {
  readonly date: string
  readonly credits: number
}

/** Days in the chart, today included. */
export const dayCount = 30
const day = 24 * 3_600_000

/** Returns the start of the first day in the chart. */
export function firstDay(now: number): string {
  return new Date(Math.floor(now / day) * day - (dayCount - 1) * day).toISOString()
}

/** Returns all days in the chart, with 0 for those on which nothing was used. */
export function usageDays(from: string, used: readonly UsageDay[]): UsageDay[] {
  const known = new Map(used.map(({ date, credits }) => [date, credits]))
  return Array.from({ length: dayCount }, (_, at) => {
    const date = new Date(Date.parse(from) + at * day).toISOString().slice(0, 10)
    return { date, credits: known.get(date) ?? 0 }
  })
}
