import type { LinkedInAccount } from '../db/generated/client.ts'
import { ProviderUnavailableError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { type ConnectLink, createConnectLink } from './connect.ts'
import { ConnectRefusedError } from './errors.ts'
import { type Synced, syncAccountsOf } from './refresh.ts'
import { accountsOf, findSalesNavAccount } from './sales-nav-access.ts'

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
      account: await findSalesNavAccount(context, viewerOf(context).userId),
    }),
  }),
)

builder.queryField('linkedInAccounts', (t) =>
  t.field({
    type: [LinkedInAccountRef],
    description:
      'Your LinkedIn accounts as they were read last, oldest first, in whatever state they are. A Sales Navigator import takes the one of `salesNavAccess`.',
    resolve: (_root, _args, context) => accountsOf(context, viewerOf(context).userId),
  }),
)

builder.objectType(ConnectRefusedError, {
  name: 'ConnectRefusedError',
  description:
    'No LinkedIn account can be connected on this server as it is set up; the message says what whoever runs it can do.',
  interfaces: [ErrorInterface],
})

builder.objectType(ProviderUnavailableError, {
  name: 'ProviderUnavailableError',
  description: "The provider of LinkedIn accounts can't answer at the moment. Nothing was changed; try again later.",
  interfaces: [ErrorInterface],
})

const ConnectLinkedInAccountPayload = builder.objectRef<ConnectLink>('ConnectLinkedInAccountPayload').implement({
  description: 'A page on which you sign in to LinkedIn, once.',
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'Address of the page, for your browser. The account that you connect there becomes yours: keep it secret.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the page can be used.' }),
  }),
})

type SyncFailure = Synced['failures'][number]

const LinkedInSyncFailure = builder.objectRef<SyncFailure>('LinkedInSyncFailure').implement({
  description: 'An account that could not be read from the provider, and stays as it was.',
  fields: (t) => ({
    account: t.expose('account', { type: LinkedInAccountRef, description: 'The account, as it was read last.' }),
    message: t.string({ description: 'Why, in words.', resolve: ({ error }) => error.message }),
  }),
})

const SyncLinkedInAccountsPayload = builder.objectRef<Synced>('SyncLinkedInAccountsPayload').implement({
  description: 'Your accounts, as the provider has them.',
  fields: (t) => ({
    accounts: t.expose('accounts', { type: [LinkedInAccountRef], description: 'All your accounts, oldest first.' }),
    failures: t.expose('failures', {
      type: [LinkedInSyncFailure],
      description: 'Those of them that could not be read; empty where all could.',
    }),
  }),
})

builder.mutationFields((t) => ({
  connectLinkedInAccount: t.field({
    type: ConnectLinkedInAccountPayload,
    description:
      'Makes a page on which you connect a LinkedIn account, or connect one again that was cut off. It is there within moments after you signed in: ask `salesNavAccess`. Imports that wait for the account go on by themselves.',
    errors: { types: [ConnectRefusedError, ProviderUnavailableError] },
    resolve: (_root, _args, context) => createConnectLink(context, viewerOf(context).userId),
  }),
  syncLinkedInAccounts: t.field({
    type: SyncLinkedInAccountsPayload,
    description:
      'Reads your LinkedIn accounts from the provider: name, state, and whether they have Sales Navigator. It happens by itself every hour; call it when you changed something at LinkedIn. Refused only where not one of them could be read.',
    errors: { types: [ProviderUnavailableError] },
    resolve: (_root, _args, context) => syncAccountsOf(context, viewerOf(context).userId),
  }),
}))
