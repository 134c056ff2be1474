import type { ArgBuilder, ObjectRef } from '@pothos/core'
import { queryFromInfo, type SelectionMap } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo, ResponsePath } from 'graphql'
import { textOf } from '../db/condition.ts'
import type { PrismaClient } from '../db/generated/client.ts'
import { countPlaces, type Keyset, type Place, selectPlaces } from '../db/keyset.ts'
import { readChildren } from './bounded-read.ts'
import { builder } from './builder.ts'
import { pageSize } from './complexity.ts'
import { type Context, viewerOf } from './context.ts'
import { cursorsOf } from './cursor.ts'
import { badUserInput } from './errors.ts'
import { loaders } from './loaders.ts'

type Types = typeof builder.$inferSchemaTypes

/** The arguments that every connection has. */
export interface PageArgs {
  first?: number | null | undefined
  after?: string | null | undefined
}

/** What Prisma loads of each node; spread it into `findMany`. */
type NodeQuery = Pick<SelectionMap, 'select' | 'include'>

/** Defines which children a parent has, and how they are loaded. */
export interface ConnectionSource<Args, Node> {
  /** Name of the nodes' GraphQL type. */
  type: string
  /** Returns the children that the arguments select. */
  keyset: (args: Args) => Keyset
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
  hasNextPage: boolean
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
    const first = args.first ?? pageSize.default
    if (first < 0 || first > pageSize.max) {
      throw badUserInput(`\`first\` is ${first}; it must be from 0 to ${pageSize.max}.`)
    }
    const keyset = source.keyset(args)
    const cursors = cursorsOf(keyset.table, keyset.parent.column, parent, keyset.filter ? textOf(keyset.filter) : null)
    const after = typeof args.after === 'string' ? cursors.decode(args.after) : null
    const field = pathOf(info.path)

    let page: Promise<Page<Node>> | undefined
    const loadPage = () => {
      page ??= pages(context, field, async (asked) =>
        valuesFor(asked, await readPages(source, keyset, asked, { after, first }, context)),
      ).load({ parent, info })
      return page
    }
    return {
      get edges() {
        return loadPage().then(({ edges }) =>
          edges.map(({ place, node }) => ({ cursor: cursors.encode(place.position), node })),
        )
      },
      get pageInfo() {
        return loadPage().then(({ start, end, hasNextPage }) => {
          // A page of size 0 ends where it begins, so continuing from its end must not start over.
          const last = end?.position ?? (hasNextPage ? after : null)
          return {
            hasNextPage,
            hasPreviousPage: after !== null,
            startCursor: start ? cursors.encode(start.position) : null,
            endCursor: last === null ? null : cursors.encode(last),
          }
        })
      },
      get totalCount() {
        return counts(context, field, async (asked) =>
          valuesFor(
            asked,
            await readChildren(context, keyset, (client) =>
              countPlaces(client, keyset, parentsOf(asked), viewerOf(context).userId),
            ),
          ),
        ).load({ parent })
      },
    }
  }
}

async function readPages<Args, Node>(
  source: ConnectionSource<Args, Node>,
  keyset: Keyset,
  asked: readonly { parent: string; info: GraphQLResolveInfo }[],
  { after, first }: { after: bigint | null; first: number },
  context: Context,
): Promise<Map<string, Page<Node>>> {
  const parents = parentsOf(asked)
  const ownerId = viewerOf(context).userId
  const found = new Map<string, Place[]>(parents.map((parent) => [parent, []]))
  const places = await readChildren(context, keyset, (client) =>
    selectPlaces(client, keyset, parents, { ownerId, after, limit: first + 1 }),
  )
  for (const place of places) {
    found.get(place.parent)?.push(place)
  }
  const shown = [...found.values()].flatMap((places) => places.slice(0, first))
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
    const shown = places.slice(0, first)
    return {
      start: shown[0],
      end: shown.at(-1),
      // Omits nodes that were deleted between the two statements.
      edges: shown.flatMap((place) => {
        const node = nodes.get(String(placeKey(place)))
        return node === undefined ? [] : [{ place, node }]
      }),
      hasNextPage: places.length > first,
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
