import type { ApiToken } from '../db/generated/client.ts'
import { tokenIds } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { unauthenticated, viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef } from '../graphql/node.ts'
import { createApiToken, revokeApiToken } from './api-tokens.ts'
import { ApiTokenNotFoundError } from './errors.ts'
import { scopes } from './scopes.ts'

const ScopeRef = builder.enumType('Scope', {
  description: 'What a token may do.',
  values: {
    READ: { description: 'Queries, subscriptions and downloads. Every other scope includes it.' },
    IMPORT: { description: 'Uploading and previewing files; starting, cancelling, resuming and undoing imports.' },
    WRITE: { description: 'Changing leads, lists and the block list, and enriching companies.' },
    ADMIN: { description: 'Everything, including tokens, webhooks and LinkedIn accounts.' },
  } satisfies Record<(typeof scopes)[number], { description: string }>,
})

/** A token, without its secret. */
export const ApiTokenRef = builder.prismaObject('ApiToken', {
  interfaces: [NodeRef],
  name: 'ApiToken',
  description: 'A token for programs. Its secret is shown only when it is created.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the token.', resolve: ({ id }) => tokenIds.encode(id) }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', { description: 'First characters of the token, to recognise it by.' }),
    scopes: t.field({
      type: [ScopeRef],
      description: 'What it may do.',
      resolve: (token) => scopes.filter((scope) => token.scopes.includes(scope)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null if never.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it expires; null if never.',
    }),
  }),
})

/** Returns the condition for a user's valid tokens, without those of sign-in links. */
export function liveApiTokensOf(userId: number) {
  return { userId, isSignIn: false, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] }
}

addNodes(
  ApiTokenRef,
  async (context, ids) => {
    const numbers = ids.flatMap((id) => tokenIds.decode(id) ?? []).map(Number)
    if (numbers.length === 0) return []
    const where = { ...liveApiTokensOf(viewerOf(context).userId), id: { in: numbers.filter((id) => id < 2 ** 31) } }
    const found = await context.prisma.apiToken.findMany({ where })
    return found.map((node) => [tokenIds.encode(node.id), node])
  },
  'ADMIN',
)

builder.objectType(ApiTokenNotFoundError, {
  name: 'ApiTokenNotFoundError',
  description: 'The token does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

const CreateApiTokenInput = builder.inputType('CreateApiTokenInput', {
  description: 'The token to create.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for, at most 100 characters.' }),
    scopes: t.field({ type: [ScopeRef], required: true, description: 'What the token may do; at least one scope.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it expires; null for never. Not later than the expiry of the token that sends this request.',
    }),
  }),
})

const CreateApiTokenPayload = builder
  .objectRef<{ token: string; apiToken: ApiToken }>('CreateApiTokenPayload')
  .implement({
    description: 'The new token.',
    fields: (t) => ({
      token: t.exposeString('token', {
        description: 'The secret for `Authorization: Bearer <token>`. Store it: it is not shown again.',
      }),
      apiToken: t.field({
        type: ApiTokenRef,
        description: 'The token without its secret.',
        resolve: ({ apiToken }) => apiToken,
      }),
    }),
  })

const RevokeApiTokenInput = builder.inputType('RevokeApiTokenInput', {
  description: 'The token to revoke.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the token.' }) }),
})

const RevokeApiTokenPayload = builder.objectRef<{ id: string }>('RevokeApiTokenPayload').implement({
  description: 'The token is no longer valid.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Id of the revoked token, to update your cache.' }) }),
})

builder.mutationFields((t) => ({
  createApiToken: t.field({
    authScopes: { scope: 'ADMIN' },
    type: CreateApiTokenPayload,
    description: 'Creates a token for programs. Each user can have at most 50.',
    args: { input: t.arg({ type: CreateApiTokenInput, required: true, description: 'The token to create.' }) },
    errors: { types: [InvalidInputError] },
    resolve: async (_root, { input: { name, scopes, expiresAt = null } }, context) => {
      const created = await createApiToken(context.pool, viewerOf(context), { name, scopes, expiresAt })
      if (!created) throw unauthenticated()
      const { token, id } = created
      return { token, apiToken: await context.prisma.apiToken.findUniqueOrThrow({ where: { id } }) }
    },
  }),
  revokeApiToken: t.field({
    authScopes: { scope: 'ADMIN' },
    type: RevokeApiTokenPayload,
    description:
      'Revokes one of your tokens immediately and closes its open sockets and streams. Revoking twice is safe.',
    args: { input: t.arg({ type: RevokeApiTokenInput, required: true, description: 'The token to revoke.' }) },
    errors: { types: [ApiTokenNotFoundError] },
    resolve: async (_root, { input }, context) => {
      await revokeApiToken(context.pool, viewerOf(context).userId, input.id)
      return input
    },
  }),
}))
