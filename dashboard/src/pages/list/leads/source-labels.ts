import type { RowSource } from '../../../gql/graphql.ts'

/** Where a row came from, by its source in the API. */
export const sourceLabels: Record<RowSource, string> = {
  CSV: 'File',
  SALES_NAV: 'Sales Navigator',
  API: 'API',
}

/** The sources among texts. */
export function sourcesIn(texts: readonly string[]): RowSource[] {
  const sources: readonly RowSource[] = ['CSV', 'SALES_NAV', 'API']
  return sources.filter((source) => texts.includes(source))
}

/** The column of people and of companies that says where a row came from. */
export const sourceColumn = {
  key: 'source',
  label: 'Source',
  width: 130,
  fields: ['source'],
  show: ({ source }: { source: RowSource }) => sourceLabels[source],
  filters: { in: (value: string) => ({ sources: sourcesIn(value.split(',')) }) },
}
