import type { List, PrismaClient } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { ListAccessError } from './errors.ts'
import { listName } from './name.ts'

/** Gives the owner's list another name; throws InvalidInputError for one that no list may bear, ListAccessError where there is no such list. */
export async function renameList(prisma: PrismaClient, ownerId: number, listId: string, name: string): Promise<List> {
  const data = { name: listName(name) }
  const id = parseUuid(listId)
  const [list] = id === null ? [] : await prisma.list.updateManyAndReturn({ where: { id, ownerId }, data })
  if (!list) {
    throw new ListAccessError()
  }
  return list
}
