import { brandWithType } from '@pothos/core'
import { parseUuid } from '../db/ids.ts'
import { includesScope, type Scope } from '../users/scopes.ts'
import { builder } from './builder.ts'
import { type Context, viewerOf } from './context.ts'
import { badUserInput } from './errors.ts'

type NodeType = Parameters<typeof brandWithType>[1]
/** Returns the viewer's objects of a type among those with these ids, each with its id; leaves out ids of other types. */
type Find = (context: Context, ids: readonly string[]) => Promise<readonly (readonly [id: string, node: object])[]>

const maxNodes = 100
const finders = new Map<NodeType, { find: Find; scope: Scope }>()

/** The interface of all types with an id; use `interfaces: [NodeRef]`, and `addNodes` for how they are found. */
export const NodeRef = builder.interfaceRef<object>('Node').implement({
  description: 'An object with an id.',
  fields: (t) => ({ id: t.id({ description: 'Id of the object, unique across all types.' }) }),
})

/** Makes the objects of a type available to `node` and `nodes`, for tokens with the scope. */
export function addNodes(type: NodeType, find: Find, scope: Scope = 'READ'): void {
  finders.set(type, { find, scope })
}

/** Returns the UUIDs among ids. */
export function uuidsIn(ids: readonly string[]): string[] {
  return ids.flatMap((id) => parseUuid(id) ?? [])
}

/** Returns the node with each id in order, or null; reads each type once. */
async function findNodes(context: Context, ids: readonly string[]): Promise<(object | null)[]> {
  const wanted = ids.map((id) => parseUuid(id) ?? id)
  const nodes = new Map<string, object>()
  const unique = [...new Set(wanted)]
  const { scopes } = viewerOf(context)
  await Promise.all(
    [...finders].map(async ([type, { find, scope }]) => {
      if (!includesScope(scopes, scope)) return
      for (const [id, node] of await find(context, unique)) {
        brandWithType(node, type)
        nodes.set(id, node)
      }
    }),
  )
  return wanted.map((id) => nodes.get(id) ?? null)
}

builder.queryFields((t) => ({
  node: t.field({
    type: NodeRef,
    nullable: true,
    description: 'Looks up one of your objects by its id. Null if you have none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the object.' }) },
    resolve: async (_root, { id }, context) => (await findNodes(context, [id]))[0],
  }),
  nodes: t.field({
    type: t.listRef(NodeRef, { nullable: true }),
    complexity: { field: 1, multiplier: maxNodes },
    description: `Looks up your objects by their ids, at most ${maxNodes}. Returns them in the order of \`ids\`, with null for each id that you have no object with.`,
    args: { ids: t.arg.idList({ required: true, description: `Ids of the objects, at most ${maxNodes}.` }) },
    resolve: async (_root, { ids }, context) => {
      if (ids.length > maxNodes) throw badUserInput(`\`ids\` has ${ids.length} ids; it can have at most ${maxNodes}.`)
      return await findNodes(context, ids)
    },
  }),
}))
