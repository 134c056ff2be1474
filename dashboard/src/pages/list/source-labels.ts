import type { Person } from './people.ts'

/** Where a row came from, by its source in the API. */
export const sourceLabels: Record<Person['source'], string> = {
  CSV: 'File',
  SALES_NAV: 'Sales Navigator',
  API: 'API',
}
