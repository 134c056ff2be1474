import type { List, PrismaClient } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { ListAccessError } from './errors.ts'
import { listName } from './name.ts'

/** Renames the owner's list. Throws InvalidInputError for an invalid name, ListAccessError if the owner has no such list. */
export async function renameList(prisma: PrismaClient, ownerId: number, listId: string, name: string): Promise<List> {
  const data = { name: listName(name) }
  const id = parseUuid(listId)
  const [list] = id === null ? [] : await prisma.list.updateManyAndReturn({ where: { id, ownerId }, data })
  if (!list) {
    throw new ListAccessError()
  }
  return list
}
