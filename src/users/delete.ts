import type pg from 'pg'
import { notify } from '../events/notify.ts'
import { removeUser } from './users.sql.ts'

/**
 * Deletes a user and everything that they still own, in the caller's transaction, which has locked the owner for deletion; every
 * process closes the connections of their tokens.
 */
export async function deleteUser(client: pg.ClientBase, userId: number): Promise<void> {
  for (const tokenId of await removeUser(client, userId)) await notify(client, 'tokenRevoked', { tokenId })
}
