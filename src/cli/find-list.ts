import { parseUuid } from '../db/ids.ts'
import type { Api } from './api.ts'
import { CommandError } from './command-error.ts'
import { findLists, type List, readList } from './operations.ts'

/** Returns all lists, newest first, or only those of a name, ignoring case. */
export async function readLists(api: Api, name?: string): Promise<List[]> {
  const filter = name === undefined ? {} : { filter: { name: { equals: name } } }
  const lists: List[] = []
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: Page = (await api.call(findLists, { ...filter, after })).lists
    lists.push(...nodes)
    if (!pageInfo.hasNextPage) return lists
    after = pageInfo.endCursor
  }
}

type Page = { nodes: List[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

/** Returns the list of a name, or null if there is none; throws a CommandError if there are several. */
export async function findListByName(api: Api, name: string): Promise<List | null> {
  const [list = null, ...others] = await readLists(api, name)
  if (others.length === 0) return list
  const ids = [list, ...others].map((each) => each?.id).join(', ')
  throw new CommandError('AMBIGUOUS_LIST', `${others.length + 1} lists are named ${name}. Give the id of one: ${ids}.`)
}

/** Returns the list of a name or an id; throws a CommandError if there is none, or several. */
export async function findList(api: Api, nameOrId: string): Promise<List> {
  const id = parseUuid(nameOrId)
  const list = id === null ? null : (await api.call(readList, { id })).list
  const found = list ?? (await findListByName(api, nameOrId))
  if (found) return found
  throw new CommandError(
    'LIST_NOT_FOUND',
    `There is no list ${nameOrId}. Run \`lists\` to see the names and ids of all.`,
  )
}
