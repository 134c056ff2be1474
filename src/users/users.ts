import type pg from 'pg'
import { grantCredits } from '../credits/ledger.ts'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { InvalidInputError } from '../errors.ts'
import { EmailTakenError, UserNotFoundError } from './errors.ts'
import { insertUser, selectUserByEmail, type User } from './users.sql.ts'

const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Creates a user with a credit account, to which `credits` are granted. Throws EmailTakenError or InvalidInputError. */
export async function createUser(
  pool: pg.Pool,
  { email, name, credits }: { email: string; name: string; credits: number },
): Promise<User> {
  const normalized = normalizeEmail(email)
  if (!emailForm.test(normalized)) {
    throw new InvalidInputError('email', `${JSON.stringify(email)} is not an e-mail address.`)
  }
  if (name.trim() === '') throw new InvalidInputError('name', 'The name is empty.')
  return transaction(pool, async (client) => {
    const user = await insertUser(client, normalized, name.trim())
    if (!user) throw new EmailTakenError(normalized)
    if (credits !== 0) await grantCredits(client, user.id, credits, 'Opening balance')
    return user
  })
}

/** Returns the user with this e-mail address, ignoring case; throws UserNotFoundError. */
export async function findUserByEmail(client: Queryable, email: string): Promise<User> {
  const user = await selectUserByEmail(client, normalizeEmail(email))
  if (!user) throw new UserNotFoundError(email)
  return user
}

function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}
