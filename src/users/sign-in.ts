import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { type OneTimeCode, OneTimeCodes } from '../db/one-time-codes.ts'
import type { Queryable } from '../db/queryable.ts'
import { SignInCodeInvalidError } from './errors.ts'
import { createSignInToken } from './tokens.ts'

/** The codes of sign-in links, valid for two minutes. */
export const signInCodes = new OneTimeCodes({
  table: 'sign_in_codes',
  hashColumn: 'code_hash',
  lifetime: 2 * 60_000,
})

/** Creates a code that signs a browser in as the user, once and within two minutes. */
export async function createSignInCode(client: Queryable, userId: number): Promise<OneTimeCode> {
  const code = signInCodes.create()
  await signInCodes.store(client, userId, code)
  return code
}

/** Exchanges a code for a new token of its user. Throws SignInCodeInvalidError, the same for an unknown, used or expired code. */
export async function redeemSignInCode(pool: pg.Pool, code: string): Promise<{ token: string }> {
  return await transaction(pool, async (client) => {
    const userId = await signInCodes.redeem(client, code)
    if (userId === null) throw new SignInCodeInvalidError()
    const { token } = await createSignInToken(client, userId)
    return { token }
  })
}

/** Returns the link to the sign-in page. The code is in the fragment, which browsers don't send to servers. */
export function signInLink(origin: string, code: string): string {
  return `${origin}/sign-in#code=${code}`
}
