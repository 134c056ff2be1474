/** What a process needs to do its work; each check returns what is wrong, as a sentence, or null. */
export interface Health {
  /** Checks that take no time, by part. */
  readonly local: Readonly<Record<string, () => string | null>>
  /** Checks that ask the database, by part. */
  readonly database: Readonly<Record<string, () => Promise<string | null>>>
}

/** Every part that was checked: `ok`, or what is wrong. */
export type Report = Readonly<Record<string, string>>

/** Returns the result of the checks that take no time. */
export function checkLocally({ local }: Health): Report {
  return Object.fromEntries(Object.entries(local).map(([part, check]) => [part, check() ?? ok]))
}

/** Returns the result of all checks. */
export async function checkAll(health: Health): Promise<Report> {
  const parts = Object.entries(health.database).map(async ([part, check]) => [part, (await check()) ?? ok])
  return { ...Object.fromEntries(await Promise.all(parts)), ...checkLocally(health) }
}

/** Returns whether nothing is wrong. */
export function isHealthy(report: Report): boolean {
  return Object.values(report).every((problem) => problem === ok)
}

const ok = 'ok'
