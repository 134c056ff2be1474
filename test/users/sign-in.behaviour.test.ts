import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { SignInCodeInvalidError } from '../../src/users/errors.ts'
import { createSignInCode, redeemSignInCode, signInCodes } from '../../src/users/sign-in.ts'
import { findToken } from '../../src/users/tokens.ts'
import { startTestApp } from '../support/app.ts'
import { graphql, post } from '../support/graphql.ts'

const app = await startTestApp({ role: 'api' })
const { pool, prisma } = app
const { userId, token: ownToken, tokenId } = await app.createUser()

const redeem = (code: string) =>
  post(app.url, {
    query: `mutation ($code: String!) {
      redeemSignInCode(input: { code: $code }) { __typename ... on Error { code message } ... on RedeemSignInCodePayload { token } }
    }`,
    variables: { code },
  })

async function expireCodes(): Promise<void> {
  await pool.query("UPDATE sign_in_codes SET expires_at = now() - interval '1 second'")
}

test('a code lives for two minutes and is stored as a hash', async () => {
  const { code, expiresAt } = await createSignInCode(pool, userId)
  expect(Buffer.from(code, 'base64url')).toHaveLength(32)
  expect(Math.abs(expiresAt.getTime() - Date.now() - 120_000)).toBeLessThan(60_000)
  const stored = await prisma.signInCode.findFirstOrThrow({ orderBy: { id: 'desc' } })
  expect(Buffer.from(stored.codeHash)).toEqual(createHash('sha256').update(code).digest())
})

test('redeeming a code returns a new token of its user, without a token', async () => {
  const { code } = await createSignInCode(pool, userId)
  const { body } = await redeem(code)
  expect(body).toEqual({
    data: { redeemSignInCode: { __typename: 'RedeemSignInCodePayload', token: expect.stringMatching(/^ls_/) } },
  })
  const token = await prisma.apiToken.findFirst({ where: { isSignIn: true } })
  expect(Math.abs(Number(token?.expiresAt) - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000)
})

test('a code can be redeemed once, even by concurrent requests', async () => {
  const { code } = await createSignInCode(pool, userId)
  const before = await prisma.apiToken.count()
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => redeemSignInCode(pool, code)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SignInCodeInvalidError)
  }
  expect(await prisma.apiToken.count()).toBe(before + 1)
})

test('an unknown, used, expired or malformed code is rejected with the same message', async () => {
  const used = await createSignInCode(pool, userId)
  await redeemSignInCode(pool, used.code)
  const expired = await createSignInCode(pool, userId)
  await expireCodes()
  const answers = await Promise.all([used.code, expired.code, 'x'.repeat(43), '', "'; --"].map(redeem))
  expect(answers[0]?.body.data).toMatchObject({
    redeemSignInCode: { __typename: 'SignInCodeInvalidError', code: 'SIGN_IN_CODE_INVALID' },
  })
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty('size', 1)
})

test('deletes expired codes and no others', async () => {
  await createSignInCode(pool, userId)
  await expireCodes()
  const { code } = await createSignInCode(pool, userId)
  await signInCodes.deleteExpired(pool)
  expect(await prisma.signInCode.count()).toBe(1)
  await redeemSignInCode(pool, code)
})

test('signOut revokes only the token of the request, and requires one', async () => {
  const { code } = await createSignInCode(pool, userId)
  const { token } = await redeemSignInCode(pool, code)
  expect(await graphql(app.url, token)('mutation { signOut { ... on SignOutPayload { isSignedOut } } }')).toEqual({
    signOut: { isSignedOut: true },
  })
  expect(await findToken(pool, token)).toBeNull()
  expect(await findToken(pool, ownToken)).toEqual({ userId, tokenId, scopes: ['ADMIN'] })
  expect(
    (await post(app.url, { query: 'mutation { signOut { ... on SignOutPayload { isSignedOut } } }' })).status,
  ).toBe(401)
})
