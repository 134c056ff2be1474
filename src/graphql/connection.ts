import type { ArgBuilder, ObjectRef } from '@pothos/core'
import { queryFromInfo, type SelectionMap } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo, ResponsePath } from 'graphql'
import type { PrismaClient } from '../db/generated/client.ts'
import { countPlaces, type Keyset, type Place, type Slice, selectPlaces } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import { readChildren } from './bounded-read.ts'
import { builder } from './builder.ts'
import { pageSize } from './complexity.ts'
import { type Context, viewerOf } from './context.ts'
import { cursorsOf } from './cursor.ts'
import { loaders } from './loaders.ts'
import { type PageArgs, sliceOf } from './page-slice.ts'

type Types = typeof builder.$inferSchemaTypes

/** What Prisma loads of each node; spread it into `findMany`. */
type NodeQuery = Pick<SelectionMap, 'select' | 'include'>

/** Defines which children a parent has, and how they are loaded. */
export interface ConnectionSource<Args, Node> {
  /** Name of the nodes' GraphQL type. */
  type: string
  /** Returns the children that the arguments select. */
  keyset: (args: Args) => Keyset
  /** Rejects arguments that make no sense for the viewer's children of these parents; runs before they are read or counted. */
  check?: (client: Queryable, args: Args, parents: readonly string[], ownerId: number) => Promise<void>
  /** Loads the viewer's nodes at these places, each with what `query` selects, in any order. */
  load: (prisma: PrismaClient, places: readonly Place[], query: NodeQuery, ownerId: number) => Promise<Node[]>
  /** The columns that `key` reads. */
  identity: Record<string, true>
  /** Returns what distinguishes a node from all others that one `load` returns. */
  key: (node: Node) => string | bigint
  /** Returns the same key from the node's place. Default: its position. */
  placeKey?: (place: Place) => string | bigint
}

/** One page of a connection; each part is read only when it is requested. */
export interface Connection<Node> {
  readonly edges: Promise<{ cursor: string; node: Node }[]>
  readonly pageInfo: Promise<{
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }>
  readonly totalCount: Promise<number>
}

interface Page<Node> {
  /** The first and last place of the page, even if their nodes have been deleted since; undefined on an empty page. */
  start: Place | undefined
  end: Place | undefined
  edges: { place: Place; node: Node }[]
  /** Whether there are more children, in the direction in which the page was read. */
  hasMore: boolean
}

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'Number of items on all pages, with the same arguments. Counted only when selected.',
    resolve: (connection) => connection.totalCount,
  }),
)

/** The arguments of every connection field: `args: { ...pageArgs(t) }`. */
export function pageArgs(t: { arg: ArgBuilder<Types> }) {
  return {
    first: t.arg.int({
      description: `Maximum number of items: ${pageSize.default} by default, up to ${pageSize.max}.`,
    }),
    after: t.arg.string({
      description:
        'Returns the items after this cursor, usually the `pageInfo.endCursor` of the previous page. A cursor is rejected by any other connection, and if another argument has changed.',
    }),
    last: t.arg.int({
      description: `Maximum number of items from the end, up to ${pageSize.max}, instead of \`first\`. The items are in the same order.`,
    }),
    before: t.arg.string({
      description: 'Returns the items before this cursor, usually the `pageInfo.startCursor` of the next page.',
    }),
    offset: t.arg.int({ description: 'Number of items to skip, for `first`. Prefer `after`, which skips in no time.' }),
  }
}

/** Adds the types `<name>Connection` and `<name>Edge` for nodes of `type`, and returns the former. */
export function connectionType<Node>(type: ObjectRef<Types, Node>, name: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of \`${name}\` items, with their total count.` },
    { name: `${name}Edge`, description: `${/^[AEIO]/.test(name) ? 'An' : 'A'} \`${name}\` edge.` },
  )
}

/**
 * Returns the resolver of a connection field. All parents in one operation are read together: one statement for the
 * places, one `load` for the nodes and their selected relations, and one statement for the counts.
 *
 * ```ts
 * const rows = connection({
 *   type: 'ListRow',
 *   keyset: ({ search }: PageArgs & { search?: string | null | undefined }) => rowsOfList(search), // lists.sql.ts
 *   load: (prisma, places, query, ownerId) =>
 *     prisma.listRow.findMany({ ...query, where: { ownerId, id: { in: places.map(({ position }) => position) } } }),
 *   identity: { id: true },
 *   key: (row) => row.id,
 * })
 *
 * builder.objectField(ListRef, 'rows', (t) =>
 *   t.field({
 *     type: connectionType(ListRowRef, 'ListRow'),
 *     args: { search: t.arg.string(), ...pageArgs(t) },
 *     resolve: (list, args, context, info) => rows(list.id, args, context, info),
 *   }),
 * )
 * ```
 *
 * A root field passes the viewer's user id as the parent. If a position is unique only within its parent, such as the
 * row number of an outcome, pass `placeKey` and a matching `key`: `` `${parent}:${position}` ``.
 */
export function connection<Args extends PageArgs, Node>(source: ConnectionSource<Args, Node>) {
  const pages = loaders<{ parent: string; info: GraphQLResolveInfo }, Page<Node>>()
  const counts = loaders<{ parent: string }, number>()

  return (parentKey: string | number, args: Args, context: Context, info: GraphQLResolveInfo): Connection<Node> => {
    const parent = String(parentKey)
    const keyset = source.keyset(args)
    const cursors = cursorsOf(keyset, parent)
    const slice = sliceOf(args, cursors)
    const field = pathOf(info.path)
    const read = <T>(parents: readonly string[], work: (client: Queryable, ownerId: number) => Promise<T>) => {
      const { userId } = viewerOf(context)
      return readChildren(context, keyset, slice, async (client) => {
        await source.check?.(client, args, parents, userId)
        return await work(client, userId)
      })
    }

    let page: Promise<Page<Node>> | undefined
    const loadPage = () => {
      page ??= pages(context, field, async (asked) =>
        valuesFor(asked, await readPages(source, { keyset, slice, read }, asked, context)),
      ).load({ parent, info })
      return page
    }
    return {
      get edges() {
        return loadPage().then(({ edges }) => edges.map(({ place, node }) => ({ cursor: cursors.encode(place), node })))
      },
      get pageInfo() {
        return loadPage().then(({ start, end, hasMore }) => {
          const { after, before, offset, fromEnd } = slice
          // A page of size 0 ends where it begins, so continuing from its end must not start over.
          const [first, last] = [
            start ?? (fromEnd && hasMore ? before : null),
            end ?? (!fromEnd && hasMore ? after : null),
          ]
          return {
            hasNextPage: fromEnd ? before !== null : hasMore,
            hasPreviousPage: fromEnd ? hasMore : after !== null || offset > 0,
            startCursor: first && cursors.encode(first),
            endCursor: last && cursors.encode(last),
          }
        })
      },
      get totalCount() {
        return counts(context, field, async (asked) =>
          valuesFor(
            asked,
            await read(parentsOf(asked), (client, ownerId) => countPlaces(client, keyset, parentsOf(asked), ownerId)),
          ),
        ).load({ parent })
      },
    }
  }
}

type Read = <T>(parents: readonly string[], work: (client: Queryable, ownerId: number) => Promise<T>) => Promise<T>

async function readPages<Args, Node>(
  source: ConnectionSource<Args, Node>,
  { keyset, slice, read }: { keyset: Keyset; slice: Slice; read: Read },
  asked: readonly { parent: string; info: GraphQLResolveInfo }[],
  context: Context,
): Promise<Map<string, Page<Node>>> {
  const parents = parentsOf(asked)
  const ownerId = viewerOf(context).userId
  const found = new Map<string, Place[]>(parents.map((parent) => [parent, []]))
  const { limit, fromEnd } = slice
  const places = await read(parents, (client) =>
    selectPlaces(client, keyset, parents, { ...slice, ownerId, limit: limit + 1 }),
  )
  for (const place of places) {
    found.get(place.parent)?.push(place)
  }
  const pageOf = (places: Place[]) =>
    fromEnd ? places.slice(Math.max(0, places.length - limit)) : places.slice(0, limit)
  const shown = [...found.values()].flatMap(pageOf)
  const nodes = new Map<string, Node>()
  if (shown.length > 0) {
    let query: NodeQuery = {}
    for (const { info } of asked) {
      // One query would be enough, but planning it for each parent tells Pothos that their nodes are loaded.
      query = nodeQuery(source, context, info)
    }
    for (const node of await source.load(context.prisma, shown, query, ownerId)) {
      nodes.set(String(source.key(node)), node)
    }
  }
  const placeKey = source.placeKey ?? ((place: Place) => place.position)
  const toPage = (places: Place[]): Page<Node> => {
    const shown = pageOf(places)
    return {
      start: shown[0],
      end: shown.at(-1),
      // Omits nodes that were deleted between the two statements.
      edges: shown.flatMap((place) => {
        const node = nodes.get(String(placeKey(place)))
        return node === undefined ? [] : [{ place, node }]
      }),
      hasMore: places.length > limit,
    }
  }
  return new Map([...found].map(([parent, places]) => [parent, toPage(places)]))
}

function nodeQuery<Args, Node>(
  source: ConnectionSource<Args, Node>,
  context: Context,
  info: GraphQLResolveInfo,
): NodeQuery {
  const paths = [['edges', 'node'], ['nodes']]
  const { select, include } = queryFromInfo({ context, info, typeName: source.type, select: source.identity, paths })
  return include ? { include } : { select }
}

function parentsOf(asked: readonly { parent: string }[]): string[] {
  return [...new Set(asked.map(({ parent }) => parent))]
}

function valuesFor<Value>(asked: readonly { parent: string }[], values: Map<string, Value>): (Value | Error)[] {
  return asked.map(({ parent }) => values.get(parent) ?? new Error(`No value was read for ${parent}.`))
}

/** A field's place in the operation, the same for all items of a list. */
function pathOf(path: ResponsePath | undefined): string {
  if (path === undefined) {
    return ''
  }
  const above = pathOf(path.prev)
  return typeof path.key === 'number' ? above : `${above}/${path.typename}.${path.key}`
}
