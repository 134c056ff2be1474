import type pg from 'pg'
import { grantCredits } from '../credits/ledger.ts'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { InvalidInputError } from '../errors.ts'
import { EmailTakenError, UserNotFoundError } from './errors.ts'
import { insertUser, selectUserByEmail, type User } from './users.sql.ts'

const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Creates a user together with the credit account and, where `credits` is above 0, the grant of them; throws EmailTakenError. */
export async function createUser(
  pool: pg.Pool,
  { email, name, credits }: { email: string; name: string; credits: number },
): Promise<User> {
  const normalised = normaliseEmail(email)
  if (!emailForm.test(normalised)) {
    throw new InvalidInputError('email', `${JSON.stringify(email)} is not an e-mail address.`)
  }
  if (name.trim() === '') throw new InvalidInputError('name', 'A user needs a name.')
  return transaction(pool, async (client) => {
    const user = await insertUser(client, normalised, name.trim())
    if (!user) throw new EmailTakenError(normalised)
    if (credits !== 0) await grantCredits(client, user.id, credits, 'Opening balance')
    return user
  })
}

/** The user with this e-mail, in whatever case; throws UserNotFoundError. */
export async function findUserByEmail(client: Queryable, email: string): Promise<User> {
  const user = await selectUserByEmail(client, normaliseEmail(email))
  if (!user) throw new UserNotFoundError(email)
  return user
}

function normaliseEmail(email: string): string {
  return email.trim().toLowerCase()
}
