import { InvalidInputError } from '../../errors.ts'
import { type Custom, maxCustomFields, maxCustomName, otherEmails } from '../leads/custom.ts'
import type { CompanyField, PersonField } from '../leads/fields.ts'
import { tidierOf, tidyCell } from '../leads/tidy.ts'

/** A custom field as a caller gives it. */
interface CustomInput {
  name: string
  value: string
}

/** The values of a person or company as a caller gives them; null and absent mean the same. */
type LeadInput<Field extends string> = {
  [F in Field]?: string | number | readonly string[] | null | undefined
} & { custom?: readonly CustomInput[] | null | undefined }

/** What a caller wants to change of a row. */
export interface ChangeInput<Field extends string> {
  set?: LeadInput<Field> | null | undefined
  clear?: readonly string[] | null | undefined
  expectedUpdatedAt?: Date | null | undefined
}

/** New values by field, tidied like the cells of a file; undefined clears a field. */
export interface Change<Field> {
  fields: Map<Field, string | undefined>
  custom: Map<string, string | undefined>
}

const ofCustom = 'custom.'

/** Reads what a caller wants to change; throws InvalidInputError. */
export function readChange<Field extends PersonField | CompanyField>(
  names: readonly Field[],
  { set, clear }: ChangeInput<Field>,
): Change<Field> {
  const change: Change<Field> = { fields: new Map(), custom: new Map() }
  for (const name of names) {
    const given = set?.[name]
    if (given !== null && given !== undefined) change.fields.set(name, tidied(name, textOf(given)))
  }
  for (const { name, value } of set?.custom ?? []) {
    if (name.trim() === '' || name.length > maxCustomName) {
      throw new InvalidInputError('set.custom', `The name of a custom field has 1 to ${maxCustomName} characters.`)
    }
    change.custom.set(name, filled('set.custom', name, tidyCell(value)))
  }
  for (const name of clear ?? []) clearIn(change, names, name)
  if (change.fields.size + change.custom.size === 0) {
    throw new InvalidInputError('set', 'Nothing to change: give at least one field in `set` or `clear`.')
  }
  return change
}

/** Returns custom fields after a change; throws InvalidInputError if it adds to more than a row may have. */
export function changedCustom(custom: Custom, changes: ReadonlyMap<string, string | undefined>): Custom {
  const changed = new Map(custom ?? [])
  for (const [name, value] of changes) {
    if (value === undefined) changed.delete(name)
    else changed.set(name, value)
  }
  if (changed.size > Math.max(maxCustomFields, custom?.size ?? 0)) {
    throw new InvalidInputError(
      'set.custom',
      `The row would have ${changed.size} custom fields: leave it with at most ${maxCustomFields}.`,
    )
  }
  return changed.size === 0 ? null : changed
}

/** Whether a change makes no difference to a row. */
export function changesNothing<Field extends string>(
  { fields, custom }: Change<Field>,
  row: { fields: { [F in Field]?: string }; custom: Custom },
): boolean {
  return (
    [...fields].every(([field, value]) => row.fields[field] === value) &&
    [...custom].every(([name, value]) => row.custom?.get(name) === value)
  )
}

/** Applies a change to fields. */
export function applyFields<Field extends string>(
  fields: { [F in Field]?: string },
  changes: ReadonlyMap<Field, string | undefined>,
): void {
  for (const [field, value] of changes) {
    if (value === undefined) delete fields[field]
    else fields[field] = value
  }
}

/** Whether a change concerns a person's further e-mail addresses. */
export function touchesAddresses({ fields, custom }: Change<PersonField>): boolean {
  return fields.has('email') || custom.has(otherEmails)
}

function clearIn<Field extends string>({ fields, custom }: Change<Field>, names: readonly Field[], name: string): void {
  const field = names.find((known) => known === name)
  const customName = name.startsWith(ofCustom) ? name.slice(ofCustom.length) : null
  if (field === undefined && customName === null) {
    throw new InvalidInputError('clear', `There is no field “${name}”. Write \`custom.Name\` for a custom field.`)
  }
  if ((field !== undefined && fields.has(field)) || (customName !== null && custom.has(customName))) {
    throw new InvalidInputError('clear', `“${name}” is in both \`set\` and \`clear\`. Name it in one of them.`)
  }
  if (field !== undefined) fields.set(field, undefined)
  if (customName !== null) custom.set(customName, undefined)
}

function textOf(given: string | number | readonly string[]): string {
  return typeof given === 'object' ? given.join(', ') : String(given)
}

const maxCount = 999_999_999

function tidied(field: PersonField | CompanyField, text: string): string {
  const place = `set.${field}`
  const value = filled(place, field, tidierOf(field)(text))
  if (field === 'employeeCount' && !(Number(value) >= 0 && Number(value) <= maxCount)) {
    throw new InvalidInputError(place, `A number of employees is from 0 to ${maxCount.toLocaleString('en')}.`)
  }
  if (field === 'founded' && !/^[12]\d{3}$/.test(value)) {
    throw new InvalidInputError(place, 'The year of founding has four digits and is from 1000 to 2999.')
  }
  return value
}

function filled(place: string, name: string, value: string): string {
  if (value !== '') return value
  throw new InvalidInputError(place, `“${name}” has no value. To remove the stored one, name the field in \`clear\`.`)
}
