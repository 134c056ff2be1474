import type { Keyset } from '../db/keyset.ts'
import { cursorsOf } from './cursor.ts'
import { type PageArgs, sliceOf } from './page-slice.ts'

/** Items that are counted and read by their places. */
interface Items<Node> {
  count(): Promise<number>
  page(offset: number, limit: number): Promise<Node[]>
}

/** Returns a page of a connection whose items don't change, and are read by their places. `name` distinguishes its cursors. */
export function offsetConnection<Node>(items: Items<Node>, args: PageArgs, name: string) {
  const keyset: Keyset = {
    table: 'items',
    parent: { column: 'name', type: 'int' },
    position: 'place',
    defaultOrder: 'ASC',
  }
  const cursors = cursorsOf(keyset, name)
  const { after, before, limit, offset, fromEnd } = sliceOf(args, cursors)
  const encode = (place: number) => cursors.encode({ position: BigInt(place), sort: null })
  let total: Promise<number> | undefined
  const count = () => {
    total ??= items.count()
    return total
  }
  const range = async () => {
    const lowest = after === null ? 0 : Number(after.position) + 1
    const end = Math.min(before === null ? Number.POSITIVE_INFINITY : Number(before.position), await count())
    const start = fromEnd ? Math.max(lowest, end - limit) : lowest + offset
    return { start, end: Math.max(start, Math.min(end, start + limit)) }
  }
  return {
    get edges() {
      return range().then(async ({ start, end }) =>
        (await items.page(start, end - start)).map((node, at) => ({ cursor: encode(start + at), node })),
      )
    },
    get pageInfo() {
      return Promise.all([range(), count()]).then(([{ start, end }, all]) => ({
        hasNextPage: end < all,
        hasPreviousPage: start > 0 && all > 0,
        startCursor: end > start ? encode(start) : null,
        endCursor: end > start ? encode(end - 1) : null,
      }))
    },
    get totalCount() {
      return count()
    },
  }
}
