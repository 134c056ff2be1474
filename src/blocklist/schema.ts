import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { connection, connectionType, type PageArgs, pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { type BlockOutcome, blockCompanies, unblockCompany } from './block.ts'
import { blockedByOwner } from './blocklist.sql.ts'

/** The type `BlockedCompany`. */
export const BlockedCompanyRef = builder.prismaObject('BlockedCompany', {
  description:
    'A company whose people you do not want, such as a customer. An entry with a domain blocks that registrable domain, and its name only where a row has no domain; an entry with a name alone blocks that name, whatever its case, punctuation or legal form.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the entry.' }),
    domain: t.exposeString('domain', {
      nullable: true,
      description: 'Domain as it was given; null for an entry by name.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'Name as it was given.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it is blocked; shown in the outcomes of an import.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first blocked.' }),
  }),
})

const blockedCompanies = connection({
  type: 'BlockedCompany',
  keyset: (_args: PageArgs) => blockedByOwner,
  load: (prisma, places, query) =>
    prisma.blockedCompany.findMany({ ...query, where: { seq: { in: places.map(({ position }) => position) } } }),
  identity: { seq: true },
  key: ({ seq }) => seq,
})

builder.queryField('blockedCompanies', (t) =>
  t.field({
    type: connectionType(BlockedCompanyRef, 'BlockedCompany'),
    description: 'Your block list, newest entry first. Imports apply it where `skipExistingCustomers` is on.',
    args: pageArgs(t),
    resolve: (_root, args, context, info) => blockedCompanies(viewerOf(context).userId, args, context, info),
  }),
)

const BlockCompanyEntryInput = builder.inputType('BlockCompanyEntryInput', {
  description: 'A company to block. Give a domain, a name or both; the domain identifies the entry if it is there.',
  fields: (t) => ({
    domain: t.string({
      description:
        'Domain, website or e-mail address of the company; it is cut down to the registrable domain. Hosts that many share, as gmail.com, are ignored.',
    }),
    name: t.string({ description: 'Name of the company.' }),
    reason: t.string({ description: 'Why, for whoever reads an outcome later.' }),
  }),
})

const BlockCompaniesInput = builder.inputType('BlockCompaniesInput', {
  description: 'The companies to block.',
  fields: (t) => ({
    entries: t.field({
      type: [BlockCompanyEntryInput],
      required: true,
      description: 'The companies, 1,000 at most in one call.',
    }),
  }),
})

const BlockCompanyOutcome = builder.objectRef<BlockOutcome>('BlockCompanyOutcome').implement({
  description: 'What became of one entry.',
  fields: (t) => ({
    blockedCompany: t.field({
      type: BlockedCompanyRef,
      nullable: true,
      description: 'The entry of the block list; null where `error` says why there is none.',
      resolve: ({ blockedCompany }) => blockedCompany,
    }),
    created: t.exposeBoolean('created', {
      description:
        'True where the company is new to the list; false where an entry was there and took over what was given.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why the entry blocks nothing, in words; null where it went in.',
    }),
  }),
})

const BlockCompaniesPayload = builder.objectRef<{ outcomes: BlockOutcome[] }>('BlockCompaniesPayload').implement({
  description: 'What became of each entry.',
  fields: (t) => ({
    outcomes: t.expose('outcomes', {
      type: [BlockCompanyOutcome],
      description: 'One for each entry, in their order.',
    }),
  }),
})

const UnblockCompanyInput = builder.inputType('UnblockCompanyInput', {
  description: 'Which entry of the block list.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the entry.' }) }),
})

const UnblockCompanyPayload = builder.objectRef<{ id: string }>('UnblockCompanyPayload').implement({
  description: 'The company is no longer blocked.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Id of the entry that is gone, for your cache.' }) }),
})

builder.mutationFields((t) => ({
  blockCompanies: t.field({
    type: BlockCompaniesPayload,
    description:
      'Puts companies on your block list. Calling it again is safe: an entry that is there takes over the texts that are given. An entry that names no company is answered with its error while the others go in. Rows that are in your lists stay.',
    args: {
      input: t.arg({ type: BlockCompaniesInput, required: true, description: 'The companies to block.' }),
    },
    errors: { types: [InvalidInputError] },
    resolve: async (_root, { input }, context) => ({
      outcomes: await blockCompanies(context.pool, viewerOf(context).userId, input.entries),
    }),
  }),
  unblockCompany: t.field({
    type: UnblockCompanyPayload,
    description:
      'Takes a company off your block list. Rows that it kept out come in with the next import. An id that is not on your list is an InvalidInputError on `id`.',
    args: {
      input: t.arg({ type: UnblockCompanyInput, required: true, description: 'Which entry of the block list.' }),
    },
    errors: { types: [InvalidInputError] },
    resolve: async (_root, { input }, context) => ({
      id: await unblockCompany(context.prisma, viewerOf(context).userId, input.id),
    }),
  }),
}))
