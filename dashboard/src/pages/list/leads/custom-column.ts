import { customKey, textFilters } from './lead-column.ts'
import type { Lead } from './lead-kind.ts'

/** Returns the column of a custom field. */
export function customColumn(name: string) {
  const textOf = ({ custom }: Pick<Lead, 'custom'>) => custom?.find((field) => field.name === name)?.value ?? ''
  return {
    key: customKey(name),
    label: name,
    width: 150,
    fields: [customKey(name)],
    show: (item: Pick<Lead, 'custom'>) => textOf(item) || null,
    textOf,
    change: (value: string) => ({ custom: [{ name, value }] }),
    filters: textFilters((value) => ({ custom: [{ name, value }] })),
  }
}
