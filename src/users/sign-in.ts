import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { SignInCodeInvalidError } from './errors.ts'
import { insertSignInCode, takeSignInCode } from './sign-in-codes.sql.ts'
import { createToken } from './tokens.ts'

const codeLivesFor = 2 * 60_000
const codeForm = /^[\w-]{43}$/

/** Makes a code of 256 random bits that signs a browser in as the user, once and within two minutes; only its hash is stored. */
export async function createSignInCode(client: Queryable, userId: number): Promise<{ code: string; expiresAt: Date }> {
  const code = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + codeLivesFor)
  await insertSignInCode(client, userId, hash(code), expiresAt)
  return { code, expiresAt }
}

/** Uses a code up for a new token of its user. Throws SignInCodeInvalidError, the same one for a code that is unknown, used or expired. */
export async function redeemSignInCode(pool: pg.Pool, code: string): Promise<{ token: string }> {
  if (!codeForm.test(code)) throw new SignInCodeInvalidError()
  return await transaction(pool, async (client) => {
    const userId = await takeSignInCode(client, hash(code))
    if (userId === null) throw new SignInCodeInvalidError()
    const { token } = await createToken(client, userId)
    return { token }
  })
}

/** The page that takes the code; behind the #, where no server and no log of one sees it. */
export function signInLink(origin: string, code: string): string {
  return `${origin}/sign-in#code=${code}`
}

function hash(code: string): Buffer {
  return createHash('sha256').update(code).digest()
}
