import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { deleteList } from '../lists/delete.ts'
import { deleteUser } from '../users/delete.ts'
import { UserNotFoundError } from '../users/errors.ts'
import { lockUser, type User } from '../users/users.sql.ts'
import { findUserByEmail } from '../users/users.ts'
import { lockAllOf } from './delete-user.sql.ts'

/**
 * Deletes a user with all that is theirs, for good: what is being imported or enriched for them stops, since it finds nothing
 * any more, and whoever watches it is told. Throws UserNotFoundError.
 */
export async function deleteUserWithRuns(pool: pg.Pool, email: string): Promise<User> {
  const { id } = await findUserByEmail(pool, email)
  return await transaction(pool, async (client) => {
    await lockOwner(client, id)
    // Before lists and runs, as whoever starts a run has them: from here on nothing new becomes theirs.
    const user = await lockUser(client, id)
    if (user === undefined) throw new UserNotFoundError(email)
    const { listIds, runs } = await lockAllOf(client, id)
    for (const listId of listIds) await deleteList(client, id, listId)
    await deleteUser(client, id)
    for (const { id: runId, version } of runs) await notify(client, 'importRun', { runId, version })
    return user
  })
}
