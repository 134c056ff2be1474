import { readBalance } from '../credits/balance.ts'
import { CreditLedgerRef, CreditsRef, creditLedger } from '../credits/schema.ts'
import { userIds } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef } from '../graphql/node.ts'
import { WebhookRef } from '../webhooks/schema.ts'
import { ApiTokenRef, liveApiTokensOf } from './api-tokens.schema.ts'
import { SignInCodeInvalidError } from './errors.ts'
import { redeemSignInCode } from './sign-in.ts'
import { signOut } from './tokens.ts'

const ViewerRef = builder.prismaObject('User', {
  interfaces: [NodeRef],
  name: 'Viewer',
  description: 'You: the user of the bearer token.',
  select: { id: true },
  fields: (t) => ({
    id: t.id({ description: 'Your id.', resolve: ({ id }) => userIds.encode(id) }),
    email: t.exposeString('email', { description: 'Your e-mail address, which identifies you to the administrator.' }),
    name: t.exposeString('name', { description: 'Your name.' }),
    credits: t.field({
      type: CreditsRef,
      description: 'Your current credits.',
      resolve: ({ id }, _args, context) => readBalance(context.prisma, id),
    }),
    apiTokens: t.prismaField({
      type: [ApiTokenRef],
      authScopes: { scope: 'ADMIN' },
      description:
        'Your valid tokens, newest first. Excludes tokens created by sign-in links. Requires the scope ADMIN.',
      resolve: (query, { id }, _args, context) =>
        context.prisma.apiToken.findMany({ ...query, where: liveApiTokensOf(id), orderBy: { id: 'desc' } }),
    }),
    webhooks: t.prismaField({
      type: [WebhookRef],
      authScopes: { scope: 'ADMIN' },
      description: 'Your webhooks, oldest first. Requires the scope ADMIN.',
      resolve: (query, { id }, _args, context) =>
        context.prisma.webhook.findMany({ ...query, where: { ownerId: id }, orderBy: { seq: 'asc' } }),
    }),
    creditLedger: t.field({
      type: CreditLedgerRef,
      description: 'Every change of your credits, newest first.',
      args: pageArgs(t),
      resolve: ({ id }, args, context, info) => creditLedger(id, args, context, info),
    }),
  }),
})

addNodes(ViewerRef, async (context, ids) => {
  const id = viewerOf(context).userId
  if (!ids.includes(userIds.encode(id))) return []
  return [[userIds.encode(id), await context.prisma.user.findUniqueOrThrow({ where: { id } })]]
})

builder.queryField('viewer', (t) =>
  t.prismaField({
    type: ViewerRef,
    description: 'You, with your credits.',
    resolve: (query, _root, _args, context) =>
      context.prisma.user.findUniqueOrThrow({ ...query, where: { id: viewerOf(context).userId } }),
  }),
)

builder.objectType(SignInCodeInvalidError, {
  name: 'SignInCodeInvalidError',
  description:
    'Invalid, used or expired code; the error does not say which. Ask for a new one, or sign in with a token.',
  interfaces: [ErrorInterface],
})

const RedeemSignInCodePayload = builder.objectRef<{ token: string }>('RedeemSignInCodePayload').implement({
  description: 'You are signed in.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'A new token for the header `Authorization: Bearer <token>`. It is shown only once, and expires after 30 days without a request; `signOut` revokes it.',
    }),
  }),
})

const SignOutPayload = builder.objectRef<{ isSignedOut: boolean }>('SignOutPayload').implement({
  description: 'The token was revoked.',
  fields: (t) => ({
    isSignedOut: t.exposeBoolean('isSignedOut', { description: 'Always true; a failure is an error.' }),
  }),
})

const RedeemSignInCodeInput = builder.inputType('RedeemSignInCodeInput', {
  description: 'The code of the sign-in link.',
  fields: (t) => ({ code: t.string({ required: true, description: 'The value after `#code=` in the link.' }) }),
})

builder.mutationFields((t) => ({
  redeemSignInCode: t.field({
    type: RedeemSignInCodePayload,
    description:
      'Signs a browser in: exchanges the code after `#code=` in a sign-in link, which works once, within two minutes, for a token. Requires no token.',
    skipTypeScopes: true,
    args: { input: t.arg({ type: RedeemSignInCodeInput, required: true, description: 'The code.' }) },
    errors: { types: [SignInCodeInvalidError] },
    resolve: (_root, { input }, context) => redeemSignInCode(context.pool, input.code),
  }),
  signOut: t.field({
    authScopes: { signedIn: true },
    type: SignOutPayload,
    description:
      'Revokes the token of this request immediately and closes its open sockets and streams. Your other tokens stay valid.',
    errors: { types: [InvalidInputError] },
    resolve: async (_root, _args, context) => {
      await signOut(context.pool, viewerOf(context))
      return { isSignedOut: true }
    },
  }),
}))
