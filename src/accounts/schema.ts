import type { LinkedInAccount } from '../db/generated/client.ts'
import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { findSalesNavAccount } from './sales-nav-access.ts'

const LinkedInAccountStatus = builder.enumType('LinkedInAccountStatus', {
  description: 'Whether an account can be used, as its provider last said.',
  values: {
    OK: { description: 'Connected and in good state.' },
    STOPPED: { description: 'Switched off at the provider.' },
    ERROR: { description: 'The provider met an error that it does not explain.' },
    CREDENTIALS: { description: 'The sign-in has expired: connect the account again.' },
    PERMISSIONS: { description: 'LinkedIn withholds a permission: connect the account again.' },
    CONNECTING: { description: 'Being connected; try again in a moment.' },
  },
})

const LinkedInAccountRef = builder.prismaObject('LinkedInAccount', {
  description: 'A LinkedIn account that you connected through the provider.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the account here.' }),
    name: t.exposeString('name', { description: 'Name of its owner on LinkedIn.' }),
    providerAccountId: t.exposeString('providerAccountId', { description: 'Id of the account at the provider.' }),
    status: t.expose('status', { type: LinkedInAccountStatus, description: 'Whether it can be used.' }),
    lastSyncedAt: t.expose('lastSyncedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When name, state and subscriptions were last read from the provider; null before the first time.',
    }),
  }),
})

const SalesNavAccess = builder.objectRef<{ account: LinkedInAccount | null }>('SalesNavAccess').implement({
  description: 'Whether you have Sales Navigator, and with which account.',
  fields: (t) => ({
    hasSalesNavigator: t.boolean({
      description: 'True where an account in good state has Sales Navigator.',
      resolve: ({ account }) => account !== null,
    }),
    account: t.field({
      type: LinkedInAccountRef,
      nullable: true,
      description: 'The oldest account in good state that has it; null where there is none.',
      resolve: ({ account }) => account,
    }),
  }),
})

builder.queryField('salesNavAccess', (t) =>
  t.field({
    type: SalesNavAccess,
    description: 'Whether one of your LinkedIn accounts has Sales Navigator.',
    resolve: async (_root, _args, context) => ({
      account: await findSalesNavAccount(context.prisma, viewerOf(context).userId),
    }),
  }),
)
