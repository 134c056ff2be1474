/** How a column can be filtered: by a text within, by the whole text, by whether it has a value, by its kinds, by days. */
const conditions = ['contains', 'is', 'has', 'in', 'from', 'before'] as const
export type Condition = (typeof conditions)[number]

/** A filter of a column; `value` is `yes` or `no` for `has`, kinds separated by commas for `in`, otherwise a text or a day. */
export interface ViewFilter {
  readonly column: string
  readonly condition: Condition
  readonly value: string
}

/** An order by a column. */
export interface ViewSort {
  readonly column: string
  readonly isDescending: boolean
}

/** What a table shows, which its address says. */
export interface View {
  readonly search: string
  readonly filters: readonly ViewFilter[]
  /** Null for the order in which rows were added. */
  readonly sort: ViewSort | null
  /** The columns; null for those that this browser remembers. */
  readonly columns: readonly string[] | null
  /** Only the rows that this run added. */
  readonly runId: string | null
  /** The row that the panel shows. */
  readonly row: string | null
}

const reserved = ['search', 'sort', 'columns', 'run', 'row'] as const

/** Reads a view from the query of an address; what it does not know is left out. */
export function readView(query: URLSearchParams): View {
  const sort = query.get('sort')
  return {
    search: query.get('search') ?? '',
    filters: [...query].flatMap(([name, value]) => {
      const dot = name.lastIndexOf('.')
      const condition = conditions.find((known) => known === name.slice(dot + 1))
      return dot > 0 && condition && value !== '' ? [{ column: name.slice(0, dot), condition, value }] : []
    }),
    sort: sort ? { column: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') } : null,
    columns: query.getAll('columns').length > 0 ? query.getAll('columns') : null,
    runId: query.get('run'),
    row: query.get('row'),
  }
}

/** Returns the query of the address of a view. */
export function writeView({ search, filters, sort, columns, runId, row }: View): URLSearchParams {
  const query = new URLSearchParams()
  const given = { search, sort: sort && `${sort.isDescending ? '-' : ''}${sort.column}`, run: runId, row }
  for (const name of reserved) {
    if (name === 'columns') for (const column of columns ?? []) query.append(name, column)
    else if (given[name]) query.set(name, given[name])
  }
  for (const { column, condition, value } of filters) query.append(`${column}.${condition}`, value)
  return query
}
