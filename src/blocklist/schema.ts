import { parseUuid } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { connection, connectionType, pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef, uuidsIn } from '../graphql/node.ts'
import type { PageArgs } from '../graphql/page-slice.ts'
import { type BlockOutcome, blockCompanies, unblockCompany } from './block.ts'
import { blockedByOwner } from './blocklist.sql.ts'
import type { EntryRejection } from './entry.ts'
import { BlockedCompanyNotFoundError } from './errors.ts'

/** The type `BlockedCompany`. */
export const BlockedCompanyRef = builder.prismaObject('BlockedCompany', {
  interfaces: [NodeRef],
  description:
    'A company whose people you don’t want to import, such as a customer. An entry with a domain blocks that registrable domain, and its name only for rows without a domain. An entry with only a name blocks that name, ignoring case, punctuation and legal form.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the entry.' }),
    domain: t.exposeString('domain', {
      nullable: true,
      description: 'Domain as you entered it; null for an entry that has only a name.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'Name as you entered it.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it is blocked; shown in the outcomes of an import.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first blocked.' }),
  }),
})

builder.objectType(BlockedCompanyNotFoundError, {
  name: 'BlockedCompanyNotFoundError',
  description: 'The entry of the block list does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

const blockedCompanies = connection({
  model: 'BlockedCompany',
  keyset: (_args: PageArgs) => blockedByOwner,
})

addNodes(BlockedCompanyRef, async (context, ids) => {
  const uuids = uuidsIn(ids)
  if (uuids.length === 0) return []
  const where = { id: { in: uuids }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.blockedCompany.findMany({ where })
  return found.map((node) => [node.id, node])
})

builder.queryField('blockedCompany', (t) =>
  t.prismaField({
    type: BlockedCompanyRef,
    nullable: true,
    description: 'Looks up an entry of your block list. Null if you have none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the entry.' }) },
    resolve: (query, _root, args, context) => {
      const id = parseUuid(args.id)
      const ownerId = viewerOf(context).userId
      return id === null ? null : context.prisma.blockedCompany.findFirst({ ...query, where: { id, ownerId } })
    },
  }),
)

builder.queryField('blockedCompanies', (t) =>
  t.field({
    type: connectionType(BlockedCompanyRef, 'BlockedCompany'),
    description: 'Your block list, newest entry first. Imports apply it if `skipExistingCustomers` is on.',
    args: pageArgs(t),
    resolve: (_root, args, context, info) => blockedCompanies(viewerOf(context).userId, args, context, info),
  }),
)

const BlockCompanyEntryInput = builder.inputType('BlockCompanyEntryInput', {
  description:
    'A company to block. Give a domain, a name or both; the domain, if given, identifies the entry. Or give a row to block its company.',
  fields: (t) => ({
    domain: t.string({
      description:
        'Domain, website or e-mail address of the company; reduced to the registrable domain. Shared hosts, such as gmail.com, are refused.',
    }),
    name: t.string({ description: 'Name of the company.' }),
    rowId: t.id({ description: 'Id of a person in one of your lists, whose employer is to be blocked.' }),
    companyId: t.id({ description: 'Id of a company in one of your lists.' }),
    reason: t.string({ description: 'Why it is blocked; shown in the outcomes of an import.' }),
  }),
})

const BlockCompaniesInput = builder.inputType('BlockCompaniesInput', {
  description: 'The companies to block.',
  fields: (t) => ({
    entries: t.field({
      type: [BlockCompanyEntryInput],
      required: true,
      description: 'The companies, at most 1,000 in one call.',
    }),
  }),
})

/** The enum `BlockEntryErrorCode`. */
export const BlockEntryErrorCodeRef = builder.enumType('BlockEntryErrorCode', {
  description: 'Why an entry of the block list was rejected. Values may be added.',
  values: {
    NOTHING_GIVEN: { description: 'It has neither a domain nor a name.' },
    NOT_ONE_SOURCE: { description: 'It combines `rowId`, `companyId` and a domain or name: give only one of these.' },
    ROW_NOT_FOUND: { description: 'The row does not exist or is not yours.' },
    TOO_LONG: { description: 'A text is too long.' },
    SHARED_HOST: { description: 'The domain is shared by many, such as that of a mail provider.' },
    NOT_A_COMPANY: { description: 'Nothing in it identifies a company.' },
  } satisfies Record<EntryRejection['code'], { description: string }>,
})

const BlockCompanyOutcome = builder.objectRef<BlockOutcome>('BlockCompanyOutcome').implement({
  description: 'The result for one entry.',
  fields: (t) => ({
    blockedCompany: t.field({
      type: BlockedCompanyRef,
      nullable: true,
      description: 'The entry of the block list; null if it was rejected.',
      resolve: ({ blockedCompany }) => blockedCompany,
    }),
    created: t.exposeBoolean('created', {
      description: 'True if the company is new to the list; false if an existing entry was updated.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why the entry was rejected; null if it was added.',
    }),
    errorCode: t.expose('errorCode', {
      type: BlockEntryErrorCodeRef,
      nullable: true,
      description: 'Machine-readable reason; null if it was added.',
    }),
  }),
})

const BlockCompaniesPayload = builder.objectRef<{ outcomes: BlockOutcome[] }>('BlockCompaniesPayload').implement({
  description: 'The result for each entry.',
  fields: (t) => ({
    outcomes: t.expose('outcomes', {
      type: [BlockCompanyOutcome],
      description: 'One result for each entry, in order.',
    }),
  }),
})

const UnblockCompanyInput = builder.inputType('UnblockCompanyInput', {
  description: 'The entry to remove.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the entry.' }) }),
})

const UnblockCompanyPayload = builder.objectRef<{ id: string }>('UnblockCompanyPayload').implement({
  description: 'The company is no longer blocked.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Id of the removed entry, to update your cache.' }) }),
})

builder.mutationFields((t) => ({
  blockCompanies: t.field({
    authScopes: { scope: 'WRITE' },
    type: BlockCompaniesPayload,
    description:
      'Adds companies to your block list. Repeating a call is safe: existing entries are updated with the given texts. An invalid entry gets an `error`; the others are still added. Rows already in your lists stay.',
    args: {
      input: t.arg({ type: BlockCompaniesInput, required: true, description: 'The companies to block.' }),
    },
    errors: { types: [InvalidInputError] },
    resolve: async (_root, { input }, context) => ({
      outcomes: await blockCompanies(context.pool, viewerOf(context).userId, input.entries),
    }),
  }),
  unblockCompany: t.field({
    authScopes: { scope: 'WRITE' },
    type: UnblockCompanyPayload,
    description: 'Removes a company from your block list. To get the rows that it blocked, import them again.',
    args: {
      input: t.arg({ type: UnblockCompanyInput, required: true, description: 'The entry to remove.' }),
    },
    errors: { types: [BlockedCompanyNotFoundError] },
    resolve: async (_root, { input }, context) => ({
      id: await unblockCompany(context.prisma, viewerOf(context).userId, input.id),
    }),
  }),
}))
