import type pg from 'pg'
import { lockOwnerForDeletion, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { deleteList } from '../lists/delete.ts'
import { deleteUser } from '../users/delete.ts'
import { UserNotFoundError } from '../users/errors.ts'
import type { User } from '../users/users.sql.ts'
import { findUserByEmail } from '../users/users.ts'
import { lockAllOfOwner } from './delete-user.sql.ts'

/**
 * Permanently deletes a user with all their data. Running imports and enrichments of the user stop, and subscriptions to them
 * end. Throws UserNotFoundError.
 */
export async function deleteUserWithRuns(pool: pg.Pool, email: string): Promise<User> {
  const { id } = await findUserByEmail(pool, email)
  return await transaction(pool, async (client) => {
    // From here on, the user can't start anything new.
    await lockOwnerForDeletion(client, id)
    const user = await findUserByEmail(client, email)
    if (user.id !== id) throw new UserNotFoundError(email)
    const { listIds, runs } = await lockAllOfOwner(client, id)
    for (const listId of listIds) await deleteList(client, id, listId)
    await deleteUser(client, id)
    for (const { id: runId, version } of runs) await notify(client, 'importRun', { runId, version })
    return user
  })
}
