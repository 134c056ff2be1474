import { readBalance } from '../credits/balance.ts'
import { CreditLedgerRef, CreditsRef, creditLedger } from '../credits/schema.ts'
import { builder } from '../graphql/builder.ts'
import { pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'

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
