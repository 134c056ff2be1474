import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import type { Tasks } from '../jobs/catalog.ts'
import { indexNextRows, selectUnindexedOwners, vacuumTexts } from './search-index.sql.ts'

/** Rows of a transaction, which takes a fraction of a second. */
const pageSize = 2_000
/** Rows after which the index is tidied. */
const vacuumAfter = 10_000
/** How long one job indexes rows, in milliseconds; the next one continues. */
const maxDuration = 45_000

/** Returns the job that indexes new rows for searches, which find them without the index until then. */
export function indexSearchTask({ pool }: { pool: pg.Pool }): Tasks['index-search'] {
  return (_payload, { signal }) => indexSearch(pool, signal)
}

/** Indexes the rows that are not indexed yet, until `signal` aborts or the time is up. */
export async function indexSearch(pool: pg.Pool, signal: AbortSignal, rows = pageSize): Promise<void> {
  const end = Date.now() + maxDuration
  const isOver = () => signal.aborted || Date.now() > end
  for (const ownerId of await selectUnindexedOwners(pool)) {
    for (const index of ['people', 'companies'] as const) {
      let indexed = 0
      let last = rows
      while (last === rows && !isOver()) {
        last = await transaction(pool, async (client) => {
          await lockOwner(client, ownerId)
          return await indexNextRows(client, index, ownerId, rows)
        })
        indexed += last
      }
      if (indexed >= vacuumAfter) await vacuumTexts(pool, index)
    }
  }
}
