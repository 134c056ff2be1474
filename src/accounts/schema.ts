import type { LinkedInAccount } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { ProviderUnavailableError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef, uuidsIn } from '../graphql/node.ts'
import { type ConnectLink, createConnectLink } from './connect.ts'
import { ConnectRefusedError } from './errors.ts'
import { type Synced, syncAccountsOf } from './refresh.ts'
import { accountsOf, findSalesNavAccount } from './sales-nav-access.ts'

const LinkedInAccountStatus = builder.enumType('LinkedInAccountStatus', {
  description: 'Status of an account when it was last synced.',
  values: {
    OK: { description: 'Connected and usable.' },
    STOPPED: { description: 'Stopped at the provider.' },
    ERROR: { description: 'The provider reports an unspecified error.' },
    CREDENTIALS: { description: 'The sign-in has expired. Connect the account again.' },
    PERMISSIONS: { description: 'LinkedIn denies a permission. Connect the account again.' },
    CONNECTING: { description: 'Being connected. Try again in a moment.' },
  },
})

const LinkedInAccountRef = builder.prismaObject('LinkedInAccount', {
  interfaces: [NodeRef],
  description: 'A LinkedIn account that you connected.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the account.' }),
    name: t.exposeString('name', { description: "Owner's name on LinkedIn." }),
    providerAccountId: t.exposeString('providerAccountId', { description: 'Id of the account at the provider.' }),
    status: t.expose('status', { type: LinkedInAccountStatus, description: 'Whether it can be used.' }),
    lastSyncedAt: t.expose('lastSyncedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the account was last read from the provider; null if never.',
    }),
  }),
})

const SalesNavAccess = builder.objectRef<{ account: LinkedInAccount | null }>('SalesNavAccess').implement({
  description: 'Whether you have Sales Navigator, and on which account.',
  fields: (t) => ({
    hasSalesNavigator: t.boolean({
      description: 'True if a usable account has Sales Navigator.',
      resolve: ({ account }) => account !== null,
    }),
    account: t.field({
      type: LinkedInAccountRef,
      nullable: true,
      description: 'Your oldest usable account that has it; null if there is none.',
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

addNodes(LinkedInAccountRef, async (context, ids) => {
  const uuids = uuidsIn(ids)
  if (uuids.length === 0) return []
  const found = await accountsOf(context, viewerOf(context).userId)
  return found.filter(({ id }) => uuids.includes(id)).map((account) => [account.id, account])
})

builder.queryField('linkedInAccount', (t) =>
  t.field({
    type: LinkedInAccountRef,
    nullable: true,
    description: 'Looks up one of your LinkedIn accounts. Null if you have none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the account.' }) },
    resolve: async (_root, args, context) => {
      const id = parseUuid(args.id)
      return (await accountsOf(context, viewerOf(context).userId)).find((account) => account.id === id)
    },
  }),
)

builder.queryField('linkedInAccounts', (t) =>
  t.field({
    type: [LinkedInAccountRef],
    description:
      'Your LinkedIn accounts as last synced, oldest first, in any status. A Sales Navigator import uses the one in `salesNavAccess`.',
    resolve: (_root, _args, context) => accountsOf(context, viewerOf(context).userId),
  }),
)

builder.objectType(ConnectRefusedError, {
  name: 'ConnectRefusedError',
  description:
    'LinkedIn accounts cannot be connected on this server, or you have asked for 50 pages within an hour. The message says what to do.',
  interfaces: [ErrorInterface],
})

builder.objectType(ProviderUnavailableError, {
  name: 'ProviderUnavailableError',
  description: 'The provider of LinkedIn accounts is unavailable. Nothing was changed; try again later.',
  interfaces: [ErrorInterface],
})

const ConnectLinkedInAccountPayload = builder.objectRef<ConnectLink>('ConnectLinkedInAccountPayload').implement({
  description: 'A page on which you sign in to LinkedIn; it works once.',
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'URL of the page, for your browser. Keep it secret, because an account that is connected there becomes yours.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the page expires.' }),
  }),
})

type SyncFailure = Synced['failures'][number]

const LinkedInSyncFailure = builder.objectRef<SyncFailure>('LinkedInSyncFailure').implement({
  description: 'An account that could not be synced and is unchanged.',
  fields: (t) => ({
    account: t.expose('account', { type: LinkedInAccountRef, description: 'The account, as last synced.' }),
    message: t.string({ description: 'Why it could not be synced.', resolve: ({ error }) => error.message }),
  }),
})

const SyncLinkedInAccountsPayload = builder.objectRef<Synced>('SyncLinkedInAccountsPayload').implement({
  description: 'Your accounts after the sync.',
  fields: (t) => ({
    accounts: t.expose('accounts', { type: [LinkedInAccountRef], description: 'All your accounts, oldest first.' }),
    failures: t.expose('failures', {
      type: [LinkedInSyncFailure],
      description: 'Accounts that could not be synced; empty if all could.',
    }),
  }),
})

builder.mutationFields((t) => ({
  connectLinkedInAccount: t.field({
    authScopes: { scope: 'ADMIN' },
    type: ConnectLinkedInAccountPayload,
    description:
      'Creates a page on which you connect or reconnect a LinkedIn account. Moments after you sign in there, the account appears in `salesNavAccess`, and imports that wait for it resume automatically.',
    errors: { types: [ConnectRefusedError, ProviderUnavailableError] },
    resolve: (_root, _args, context) => createConnectLink(context, viewerOf(context).userId),
  }),
  syncLinkedInAccounts: t.field({
    authScopes: { scope: 'ADMIN' },
    type: SyncLinkedInAccountsPayload,
    description:
      'Syncs your LinkedIn accounts with the provider: name, status, and whether they have Sales Navigator. This also happens every hour; call it after a change at LinkedIn. Fails only if none of them could be synced.',
    errors: { types: [ProviderUnavailableError] },
    resolve: (_root, _args, context) => syncAccountsOf(context, viewerOf(context).userId),
  }),
}))
