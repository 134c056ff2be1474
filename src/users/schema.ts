import { readBalance } from '../credits/balance.ts'
import { CreditLedgerRef, CreditsRef, creditLedger } from '../credits/schema.ts'
import { builder } from '../graphql/builder.ts'
import { pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { SignInCodeInvalidError } from './errors.ts'
import { redeemSignInCode } from './sign-in.ts'
import { signOut } from './tokens.ts'

const ViewerRef = builder.prismaObject('User', {
  name: 'Viewer',
  description: 'You: the user whom the bearer token of the request belongs to.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Your id.' }),
    email: t.exposeString('email', { description: 'Your e-mail address, by which the administrator knows you.' }),
    name: t.exposeString('name', { description: 'Your name.' }),
    credits: t.field({
      type: CreditsRef,
      description: 'Your credits at this moment.',
      resolve: ({ id }, _args, context) => readBalance(context.prisma, id),
    }),
    creditLedger: t.field({
      type: CreditLedgerRef,
      description: 'Every change of your credits, newest first.',
      args: pageArgs(t),
      resolve: ({ id }, args, context, info) => creditLedger(id, args, context, info),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.prismaField({
    type: ViewerRef,
    description: 'Who you are and what you hold.',
    resolve: (query, _root, _args, context) =>
      context.prisma.user.findUniqueOrThrow({ ...query, where: { id: viewerOf(context).userId } }),
  }),
)

builder.objectType(SignInCodeInvalidError, {
  name: 'SignInCodeInvalidError',
  description:
    'The code is unknown, was used before or has expired; the answer is the same for all. Ask for a new one, or sign in with a token.',
  interfaces: [ErrorInterface],
})

const RedeemSignInCodePayload = builder.objectRef<{ token: string }>('RedeemSignInCodePayload').implement({
  description: 'You are signed in.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'A new token, for the header `Authorization: Bearer <token>`. It is shown this once; `signOut` ends it.',
    }),
  }),
})

const SignOutPayload = builder.objectRef<{ isSignedOut: boolean }>('SignOutPayload').implement({
  description: 'The token lets nobody in any more.',
  fields: (t) => ({
    isSignedOut: t.exposeBoolean('isSignedOut', { description: 'Always true: what fails is an error.' }),
  }),
})

const RedeemSignInCodeInput = builder.inputType('RedeemSignInCodeInput', {
  description: 'Which link was opened.',
  fields: (t) => ({ code: t.string({ required: true, description: 'What stands behind `#code=` in the link.' }) }),
})

builder.mutationFields((t) => ({
  redeemSignInCode: t.field({
    type: RedeemSignInCodePayload,
    description:
      'Signs a browser in: takes the code behind `#code=` of a sign-in link, which works once and for two minutes, and answers a token. Needs no token itself.',
    skipTypeScopes: true,
    args: { input: t.arg({ type: RedeemSignInCodeInput, required: true, description: 'The code.' }) },
    errors: { types: [SignInCodeInvalidError] },
    resolve: (_root, { input }, context) => redeemSignInCode(context.pool, input.code),
  }),
  signOut: t.field({
    type: SignOutPayload,
    description:
      'Revokes the token that this call carries, at once; its open sockets and streams are closed. Your other tokens stay.',
    resolve: async (_root, _args, context) => {
      await signOut(context.pool, viewerOf(context))
      return { isSignedOut: true }
    },
  }),
}))
