import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { tokenIds } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { withoutInvisible } from '../invisible.ts'
import { ApiTokenNotFoundError } from './errors.ts'
import type { Scope } from './scopes.ts'
import { type CreatedToken, createToken, revoke, type Viewer } from './tokens.ts'
import { lockCreator, lockOwnToken, lockUser, selectLiveTokenCount } from './users.sql.ts'

const maxTokens = 50
const maxNameLength = 100

/** Creates a token for the viewer. Throws InvalidInputError for a blank name, no scope, an expiry that has passed or is later than that of the viewer's token, and for the 51st live token. Returns null if the viewer's token was revoked meanwhile. */
export function createApiToken(
  pool: pg.Pool,
  viewer: Viewer,
  input: { name: string; scopes: readonly Scope[]; expiresAt: Date | null },
): Promise<CreatedToken | null> {
  const name = withoutInvisible(input.name).replaceAll(/\s+/g, ' ')
  const scopes = [...new Set(input.scopes)]
  const { expiresAt } = input
  if (name === '' || name.length > maxNameLength) {
    throw new InvalidInputError('name', `Enter a name of 1 to ${maxNameLength} characters.`)
  }
  if (scopes.length === 0) throw new InvalidInputError('scopes', 'Choose at least one scope.')
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new InvalidInputError('expiresAt', 'Choose a time in the future.')
  }
  return transaction(pool, async (client) => {
    await lockUser(client, viewer.userId)
    const creator = await lockCreator(client, viewer.tokenId)
    if (!creator) return null
    const latest = creator.expiresAt
    if (latest && (expiresAt === null || expiresAt > latest)) {
      throw new InvalidInputError(
        'expiresAt',
        `The token of this request expires at ${latest.toISOString()}; it can't create one that expires later.`,
      )
    }
    return await createCountedToken(client, viewer.userId, { name, scopes, expiresAt })
  })
}

/** Creates a token for a user. Throws InvalidInputError if the user has 50 live tokens. */
export async function createCountedToken(
  client: pg.ClientBase,
  userId: number,
  options: { name: string; scopes: readonly Scope[]; expiresAt: Date | null },
): Promise<CreatedToken> {
  await lockUser(client, userId)
  if ((await selectLiveTokenCount(client, userId)) >= maxTokens) {
    throw new InvalidInputError('name', `This user has ${maxTokens} tokens, the maximum. Revoke one first.`)
  }
  return await createToken(client, userId, options)
}

/** Revokes a token of the viewer and notifies every process; idempotent. Throws ApiTokenNotFoundError. */
export function revokeApiToken(pool: pg.Pool, userId: number, id: string): Promise<void> {
  return transaction(pool, async (client) => {
    const number = tokenIds.decode(id)
    const tokenId = number === null ? undefined : await lockOwnToken(client, userId, number)
    if (tokenId === undefined) throw new ApiTokenNotFoundError()
    await revoke(client, tokenId)
  })
}
