import type { Queryable } from './queryable.ts'

/** The rows whose text is indexed for searches: their table, that of the texts, and the column that says up to which row it goes. */
export const searchIndexes = {
  people: { table: 'list_rows', texts: 'search_people', mark: 'people_to' },
  companies: { table: 'company_rows', texts: 'search_companies', mark: 'companies_to' },
} as const

/** Rows whose text contains another: an index that finds them, and the text as an SQL pattern. */
export interface TextSearch {
  readonly index: keyof typeof searchIndexes
  readonly pattern: string
}

/** The only rows that can match a search: some by their ids, and all after an id, which are not indexed yet. */
export interface Matches {
  readonly ids: readonly string[]
  readonly after: string
}

/** Maximum number of matches; reading the rows in order is about as fast for more. */
const maxMatches = 2_000

/** Returns the rows of an owner that can match; null if there are more than `maxMatches`, or no rows are indexed. */
export async function selectMatches(
  client: Queryable,
  { index, pattern }: TextSearch,
  ownerId: number,
): Promise<Matches | null> {
  const { mark } = searchIndexes[index]
  const { rows } = await client.query<{ after: string; ids: string[] }>(
    `SELECT ${mark}::text AS after, ARRAY(${matchingIds(index)} LIMIT ${maxMatches + 1})::text[] AS ids
     FROM search_marks WHERE owner_id = $1 AND ${mark} > 0`,
    [ownerId, pattern],
  )
  const [found] = rows
  return found && found.ids.length <= maxMatches ? found : null
}

/** Returns the statement for the ids of the texts of an owner, $1, that match a pattern, $2. */
export function matchingIds(index: TextSearch['index']): string {
  // The index has no empty texts.
  return `SELECT id FROM ${searchIndexes[index].texts} WHERE owner_id = $1 AND text <> '' AND text LIKE lower($2)`
}
