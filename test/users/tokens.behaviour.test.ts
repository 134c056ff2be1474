import { createHash } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { AmbiguousTokenError, TokenNotFoundError } from '../../src/users/errors.ts'
import {
  createSignInToken,
  createToken,
  daysFromNow,
  findToken,
  liveTokens,
  revokeToken,
} from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { createDatabase } from '../support/database.ts'

const { pool, prisma, url } = await createDatabase()
const user = await createUser(pool, { email: 'owner@example.com', name: 'Owner', credits: 0 })

test('creates a token of 256 random bits that identifies its user', async () => {
  const { token, id, prefix } = await createToken(pool, user.id)
  expect(token).toMatch(/^ls_[A-Za-z0-9_-]{43}$/)
  expect(Buffer.from(token.slice(3), 'base64url')).toHaveLength(32)
  expect(token.startsWith(prefix)).toBe(true)
  expect(await findToken(pool, token)).toEqual({ userId: user.id, tokenId: id, scopes: ['ADMIN'] })
})

test('stores the hash and the prefix of a token, never the token', async () => {
  const { token, id, prefix } = await createToken(pool, user.id)
  const stored = await prisma.apiToken.findUniqueOrThrow({ where: { id } })
  expect(Buffer.from(stored.hash)).toEqual(createHash('sha256').update(token).digest())
  expect(stored.prefix).toBe(prefix)
  const { rows } = await pool.query('SELECT api_tokens::text AS row FROM api_tokens WHERE id = $1', [id])
  expect(JSON.stringify(rows)).not.toContain(token.slice(prefix.length))
})

test.each([
  ['unknown', `ls_${'A'.repeat(43)}`],
  ['without its prefix', 'A'.repeat(43)],
  ['too short', 'ls_abc'],
  ['too long', `ls_${'A'.repeat(44)}`],
  ['with a NUL byte', `ls_${'A'.repeat(42)}\0`],
  ['with a newline', `ls_${'A'.repeat(43)}\n`],
  ['empty', ''],
])('finds no user by a token that is %s', async (_, token) => {
  expect(await findToken(pool, token)).toBeNull()
})

test.each(['whole', 'by its prefix'])('revokes a token given %s, at once and permanently', async (given) => {
  const other = await createToken(pool, user.id)
  const { token, id, prefix } = await createToken(pool, user.id)
  expect(await revokeToken(pool, given === 'whole' ? token : prefix)).toEqual({ id, prefix })
  expect(await findToken(pool, token)).toBeNull()
  expect([...(await liveTokens(pool, [id, other.id, -1])).keys()]).toEqual([other.id])

  const { revokedAt } = await prisma.apiToken.findUniqueOrThrow({ where: { id } })
  await revokeToken(pool, token)
  expect(await prisma.apiToken.findUniqueOrThrow({ where: { id } })).toMatchObject({ revokedAt })
})

test('a token with an expiry identifies its user until then', async () => {
  const { token, id } = await createToken(pool, user.id, { expiresAt: daysFromNow(7) })
  expect(await findToken(pool, token)).toEqual({
    userId: user.id,
    tokenId: id,
    scopes: ['ADMIN'],
    expiresAt: expect.any(Number),
  })
  expect((await liveTokens(pool, [id])).get(id)?.msLeft).toBeGreaterThan(6 * day)
  await expireIn(id, '-1 second')
  expect(await findToken(pool, token)).toBeNull()
  expect(await liveTokens(pool, [id])).toEqual(new Map())
})

test('using a token does not extend its expiry', async () => {
  const { token, id } = await createToken(pool, user.id, { expiresAt: daysFromNow(7) })
  await findToken(pool, token)
  expect((await liveTokens(pool, [id])).get(id)?.msLeft).toBeLessThan(7 * day)
})

test('using a sign-in token extends it to 30 days, at most once a minute', async () => {
  const { token, id } = await createSignInToken(pool, user.id)
  const daysLeft = async () => Number((await liveTokens(pool, [id])).get(id)?.msLeft) / day
  expect(await daysLeft()).toBeCloseTo(30, 1)
  await expireIn(id, '1 hour')
  await findToken(pool, token)
  expect(await daysLeft()).toBeCloseTo(30, 1)
  await expireIn(id, '1 hour')
  await findToken(pool, token)
  expect(await daysLeft()).toBeCloseTo(1 / 24, 1)
  await pool.query(`UPDATE api_tokens SET last_used_at = now() - interval '2 minutes' WHERE id = $1`, [id])
  await findToken(pool, token)
  expect(await daysLeft()).toBeCloseTo(30, 1)
  await expireIn(id, '-1 second')
  expect(await findToken(pool, token)).toBeNull()
})

const day = 86_400_000

async function expireIn(id: number, interval: string): Promise<void> {
  await pool.query('UPDATE api_tokens SET expires_at = now() + $2::interval WHERE id = $1', [id, interval])
}

test('notifies every process of a revoked token', async () => {
  const listener = new pg.Client(url)
  await listener.connect()
  await listener.query('LISTEN leadstream')
  const heard = new Promise((resolve) => listener.once('notification', ({ payload }) => resolve(payload)))
  const { token, id } = await createToken(pool, user.id)
  await revokeToken(pool, token)
  expect(JSON.parse(String(await heard))).toEqual({ channel: 'tokenRevoked', message: { tokenId: id } })
  await listener.end()
})

test('reports an unknown token, and does not match part of a prefix', async () => {
  const { prefix, token } = await createToken(pool, user.id)
  await expect(revokeToken(pool, 'nope')).rejects.toThrow(TokenNotFoundError)
  await expect(revokeToken(pool, prefix.slice(0, -1))).rejects.toThrow(TokenNotFoundError)
  await expect(revokeToken(pool, '')).rejects.toThrow(TokenNotFoundError)
  expect(await findToken(pool, token)).not.toBeNull()
})

test('revokes neither of two tokens that share the prefix', async () => {
  const first = await createToken(pool, user.id)
  const second = await createToken(pool, user.id)
  await prisma.apiToken.update({ where: { id: second.id }, data: { prefix: first.prefix } })
  await expect(revokeToken(pool, first.prefix)).rejects.toThrow(AmbiguousTokenError)
  expect(await findToken(pool, first.token)).not.toBeNull()
  expect(await revokeToken(pool, first.token)).toMatchObject({ id: first.id })
})
