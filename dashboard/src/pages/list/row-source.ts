import type { Person } from './people.ts'

/** Where a row came from, in words. */
export const sourceNames: Record<Person['source'], string> = {
  IMPORT: 'File',
  SALES_NAV: 'Sales Navigator',
  ENRICHMENT: 'Enrichment',
}

/** A place in one line, of whatever is known of it. */
export function placeOf(row: {
  location: string | null
  city: string | null
  state: string | null
  country: string | null
}): string | null {
  return row.location ?? ([row.city, row.state, row.country].filter((part) => part !== null).join(', ') || null)
}
