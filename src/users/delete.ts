import type pg from 'pg'
import { notify } from '../events/notify.ts'
import { removeUser } from './users.sql.ts'

/**
 * Takes a user away with all that is still theirs, in the caller's transaction, which holds the owner's lock and then the user;
 * every process closes what their tokens hold open.
 */
export async function deleteUser(client: pg.ClientBase, userId: number): Promise<void> {
  for (const tokenId of await removeUser(client, userId)) await notify(client, 'tokenRevoked', { tokenId })
}
