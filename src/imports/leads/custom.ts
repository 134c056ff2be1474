import { isSameValue } from './fingerprint.ts'

/** Custom fields: the values of columns without a canonical field, by name; null if there are none. */
export type Custom = Map<string, string> | null

/** Most custom fields of the leads of a call, or of a row that a call adds fields to. */
export const maxCustomFields = 200

/** Most characters of the name of a custom field that a call gives. */
export const maxCustomName = 200

/** The custom field for a person's further e-mail addresses, separated by commas. */
export const otherEmails = 'Other emails'

/** The custom field for the further numbers of a phone cell, separated by commas. */
export const otherPhones = 'Other phones'

/** The custom fields for values that identify another row of the list. */
export const otherProfiles = 'Other LinkedIn URLs'
export const otherDomains = 'Other domains'

/** Adds values under names that are missing, replaces those that differ where `replaces` allows it, and returns whether there were any. */
export function fillCustom(
  known: { custom: Custom },
  incoming: Custom,
  replaces: (name: string) => boolean = () => false,
): boolean {
  if (incoming === null) return false
  const gained = [...incoming].filter(([name, value]) => {
    const stored = known.custom?.get(name)
    return stored === undefined || (name !== otherEmails && replaces(name) && !isSameValue(stored, value))
  })
  if (gained.length === 0) return false
  known.custom = new Map([...(known.custom ?? []), ...gained])
  return true
}

/** Returns the custom fields with a further value in one that holds several, separated by commas. */
export function withFurther(custom: Custom, name: string, value: string): Map<string, string> {
  const others = custom?.get(name)
  const all = others === undefined ? value : others.includes(value) ? others : `${others}, ${value}`
  return new Map([...(custom ?? []), [name, all]])
}

/** Serializes custom fields as a JSON object. */
export function customToJson(custom: Custom): string | null {
  return custom === null ? null : JSON.stringify(Object.fromEntries(custom))
}

/** Parses custom fields from a JSON object. */
export function customFromJson(json: string | null | undefined): Custom {
  return json ? new Map(Object.entries(JSON.parse(json))) : null
}
