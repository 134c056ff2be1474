/** Values of columns that no canonical field takes, by name; null where there is none. */
export type Custom = Map<string, string> | null

/** Adds what is not there yet; whether anything was. */
export function fillCustom(known: { custom: Custom }, incoming: Custom): boolean {
  if (incoming === null) return false
  const missing = [...incoming].filter(([name]) => known.custom?.has(name) !== true)
  if (missing.length === 0) return false
  known.custom = new Map([...(known.custom ?? []), ...missing])
  return true
}

/** As a JSON object for the database. */
export function customToJson(custom: Custom): string | null {
  return custom === null ? null : JSON.stringify(Object.fromEntries(custom))
}

/** From a JSON object of the database. */
export function customFromJson(json: string | null | undefined): Custom {
  return json ? new Map(Object.entries(JSON.parse(json))) : null
}
