import { builder } from '../graphql/builder.ts'

interface CustomValue {
  readonly name: string
  readonly value: string
}

/** The type `CustomValue`. */
export const CustomValueRef = builder.objectRef<CustomValue>('CustomValue').implement({
  description: 'A custom field of a row: a column that matches no canonical field.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the field.' }),
    value: t.exposeString('value', { description: 'Its text.' }),
  }),
})

/** Returns the custom fields of a row, which are stored as a JSON object, in order of their names. */
export function customValues(custom: unknown): CustomValue[] {
  return Object.entries(custom ?? {})
    .map(([name, value]) => ({ name, value: String(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
