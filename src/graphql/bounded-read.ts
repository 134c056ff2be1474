import { boundedRead } from '../db/client.ts'
import type { Keyset, Slice } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import { Shares } from '../db/shares.ts'
import { type Context, viewerOf } from './context.ts'

const searches = new Shares(2)

/** Reads children of a connection. If that may go through all of them, time is limited and a viewer's reads take turns, two at once. */
export function readChildren<T>(
  context: Context,
  { filter, sort }: Keyset,
  { offset }: Slice,
  read: (client: Queryable) => Promise<T>,
): Promise<T> {
  return filter || sort || offset > 0 ? readWholeList(context, read) : read(context.pool)
}

/** Runs a read that may go through a whole list: its time is limited, and a viewer's reads take turns, two at once. */
export function readWholeList<T>(context: Context, read: (client: Queryable) => Promise<T>): Promise<T> {
  return searches.run(viewerOf(context).userId, () => boundedRead(context.pool, context.config.readTimeout, read))
}
