import type { ArgBuilder, ObjectRef } from '@pothos/core'
import type { GraphQLResolveInfo, ResponsePath } from 'graphql'
import type PrismaTypes from '../db/generated/pothos.ts'
import { type Child, countPlaces, type Keyset, type Place, type Slice, selectChildren } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Selection } from '../db/selection.ts'
import { readChildren } from './bounded-read.ts'
import { builder } from './builder.ts'
import { pageSize } from './complexity.ts'
import { type Context, viewerOf } from './context.ts'
import { type Cursors, cursorsOf } from './cursor.ts'
import { loaders } from './loaders.ts'
import { completeItems } from './page-items.ts'
import { type PageArgs, sliceOf } from './page-slice.ts'
import { type ModelName, selectionOfNodes } from './selection.ts'

type Types = typeof builder.$inferSchemaTypes

/** Defines which children a parent has. */
export interface ConnectionSource<Args, Model extends ModelName> {
  /** The model of the children, which is the name of their GraphQL type, too. */
  model: Model
  /** Returns the children that the arguments select. */
  keyset: (args: Args) => Keyset
  /** Rejects arguments that make no sense for the viewer's children of these parents; runs before they are read or counted. */
  check?: (client: Queryable, args: Args, parents: readonly string[], ownerId: number) => Promise<void>
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

interface Page {
  children: Child[]
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
    offset: t.arg.int({
      description: 'Number of items to skip, for `first`. Prefer `after`, whose cost does not grow with the number.',
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
 * nodes, with the columns that are selected, one for each selected relation, and one for the counts.
 *
 * ```ts
 * const rows = connection({
 *   model: 'ListRow',
 *   keyset: ({ search }: PageArgs & { search?: string | null | undefined }) => rowsOfList(search), // lists.sql.ts
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
 * A root field passes the viewer's user id as the parent.
 */
export function connection<Args extends PageArgs, Model extends ModelName>(source: ConnectionSource<Args, Model>) {
  type Node = PrismaTypes[Model]['Shape']
  const pages = loaders<{ parent: string; info: GraphQLResolveInfo }, Page>()
  const counts = loaders<{ parent: string }, number>()

  return (parentKey: string | number, args: Args, context: Context, info: GraphQLResolveInfo): Connection<Node> => {
    const parent = String(parentKey)
    const keyset = source.keyset(args)
    const cursors = cursorsOf(keyset, parent)
    const slice = sliceOf(args, cursors)
    const field = pathOf(info.path)
    const read: Read = (parents, work) => {
      const { userId } = viewerOf(context)
      return readChildren(context, keyset, slice, async (client) => {
        await source.check?.(client, args, parents, userId)
        return await work(client, userId)
      })
    }

    let page: Promise<Page> | undefined
    const loadPage = () => {
      page ??= pages(context, field, async (asked) =>
        valuesFor(asked, await readPages(source.model, { keyset, slice, read }, asked, context)),
      ).load({ parent, info })
      return page
    }
    let edges: Promise<Edge<Node>[]> | undefined
    return {
      get edges() {
        edges ??= loadPage().then(({ children }) => {
          const edges = children.map((child) => new Edge<Node>(child, cursors))
          return completeItems(context, info, edges) ? [] : edges
        })
        return edges
      },
      get pageInfo() {
        return loadPage().then(({ children, hasMore }) => {
          const { after, before, offset, fromEnd } = slice
          // A page of size 0 ends where it begins, so continuing from its end must not start over.
          const [first, last] = [
            children[0] ?? (fromEnd && hasMore ? before : null),
            children.at(-1) ?? (!fromEnd && hasMore ? after : null),
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

/** A node and its cursor, which is computed when it is selected. */
class Edge<Node> {
  private readonly place: Place
  private readonly cursors: Cursors
  readonly node: Node

  constructor(child: Child, cursors: Cursors) {
    this.place = child
    this.cursors = cursors
    // It has what the operation selects.
    this.node = child.row as Node
  }

  get cursor(): string {
    return this.cursors.encode(this.place)
  }
}

async function readPages(
  model: ModelName,
  { keyset, slice, read }: { keyset: Keyset; slice: Slice; read: Read },
  asked: readonly { parent: string; info: GraphQLResolveInfo }[],
  context: Context,
): Promise<Map<string, Page>> {
  const parents = parentsOf(asked)
  const { limit, fromEnd } = slice
  let selection: Selection = { fields: [], lists: [], relations: [] }
  for (const { info } of asked) {
    // One would be enough, but planning for each parent tells Pothos that their nodes are loaded.
    selection = selectionOfNodes(model, context, info)
  }
  const found = new Map<string, Child[]>(parents.map((parent) => [parent, []]))
  const children = await read(parents, (client, ownerId) =>
    selectChildren(client, keyset, parents, { ...slice, ownerId, limit: limit + 1 }, selection),
  )
  for (const child of children) found.get(child.parent)?.push(child)
  const pageOf = (children: Child[]): Page => ({
    children: fromEnd ? children.slice(Math.max(0, children.length - limit)) : children.slice(0, limit),
    hasMore: children.length > limit,
  })
  return new Map([...found].map(([parent, children]) => [parent, pageOf(children)]))
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
