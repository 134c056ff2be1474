/** Custom fields: the values of columns without a canonical field, by name; null if there are none. */
export type Custom = Map<string, string> | null

/** The custom field for a person's further e-mail addresses, separated by commas. */
export const otherEmails = 'Other emails'

/** Adds values under names that are missing, and returns whether there were any. */
export function fillCustom(known: { custom: Custom }, incoming: Custom): boolean {
  if (incoming === null) return false
  const missing = [...incoming].filter(([name]) => known.custom?.has(name) !== true)
  if (missing.length === 0) return false
  known.custom = new Map([...(known.custom ?? []), ...missing])
  return true
}

/** Serializes custom fields as a JSON object. */
export function customToJson(custom: Custom): string | null {
  return custom === null ? null : JSON.stringify(Object.fromEntries(custom))
}

/** Parses custom fields from a JSON object. */
export function customFromJson(json: string | null | undefined): Custom {
  return json ? new Map(Object.entries(JSON.parse(json))) : null
}
