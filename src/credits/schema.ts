import { builder } from '../graphql/builder.ts'
import { connection, connectionType, type PageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { badUserInput, ErrorInterface } from '../graphql/errors.ts'
import { type Balance, readBalance } from './balance.ts'
import { type CreditAction, creditActions, creditCosts } from './costs.ts'
import { entriesOfUser } from './credits.sql.ts'
import { InsufficientCreditsError } from './errors.ts'

/** The type `Credits`. */
export const CreditsRef = builder.objectRef<Balance>('Credits').implement({
  description: 'What you can spend. `available` = `balance` - `reserved`.',
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'Credits that are yours, those that are set aside included.' }),
    reserved: t.exposeInt('reserved', {
      description:
        'Credits set aside for imports under way. They are spent as leads land; the rest is given back when the import ends.',
    }),
    available: t.int({
      description: 'Credits that a new import could use.',
      resolve: ({ balance, reserved }) => balance - reserved,
    }),
  }),
})

const CreditEntryKind = builder.enumType('CreditEntryKind', {
  description: 'What happened to the credits of an entry.',
  values: {
    GRANT: { description: 'Credits were added.' },
    RESERVE: { description: 'Credits were set aside when an import was accepted.' },
    CAPTURE: { description: 'Reserved credits were spent on leads that landed, one entry for each page of rows.' },
    RELEASE: { description: 'Reserved credits that an import did not use were given back.' },
  },
})

const CreditEntryRef = builder.prismaObject('CreditEntry', {
  description:
    'A line of the credit ledger, which is only ever added to: all `amount`s add up to the balance, all `reservedAmount`s to what is reserved.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the entry; later ones are greater.', resolve: ({ id }) => String(id) }),
    kind: t.expose('kind', { type: CreditEntryKind, description: 'What happened.' }),
    amount: t.exposeInt('amount', { description: 'Change of the balance: negative where credits were spent.' }),
    reservedAmount: t.exposeInt('reservedAmount', { description: 'Change of what is reserved.' }),
    quantity: t.exposeInt('quantity', { description: 'How many credits the entry is about, without a sign.' }),
    note: t.exposeString('note', { nullable: true, description: 'A remark of whoever granted credits.' }),
    importRunId: t.exposeID('runId', {
      nullable: true,
      description: 'Id of the import run that reserved, spent or gave back; null for a grant.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

/** The type `CreditEntryConnection`. */
export const CreditLedgerRef = connectionType(CreditEntryRef, 'CreditEntry')

/** Resolves a user's ledger, newest entry first. */
export const creditLedger = connection({
  type: 'CreditEntry',
  keyset: (_args: PageArgs) => entriesOfUser,
  load: (prisma, places, query) =>
    prisma.creditEntry.findMany({ ...query, where: { id: { in: places.map(({ position }) => position) } } }),
  identity: { id: true },
  key: ({ id }) => id,
})

const CreditActionRef = builder.enumType('CreditAction', {
  description: 'What credits are spent on.',
  values: {
    IMPORT_LEAD: { description: 'A new row, a person or a company, that an import adds to a list.' },
  } satisfies Record<CreditAction, { description: string }>,
})

const CreditCost = builder.objectRef<{ action: CreditAction }>('CreditCost').implement({
  description: 'The price of an action.',
  fields: (t) => ({
    action: t.expose('action', { type: CreditActionRef, description: 'What is paid for.' }),
    credits: t.int({ description: 'Credits for one of it.', resolve: ({ action }) => creditCosts[action] }),
  }),
})

const CreditPreview = builder.objectRef<{ action: CreditAction; count: number; available: number }>('CreditPreview')
CreditPreview.implement({
  description: 'What an action would cost you, and whether you could pay for it now.',
  fields: (t) => ({
    costPerUnit: t.int({ description: 'Credits for one.', resolve: ({ action }) => creditCosts[action] }),
    totalCredits: t.field({
      type: 'SafeInt',
      description: 'Credits for all of them.',
      resolve: ({ action, count }) => creditCosts[action] * count,
    }),
    sufficient: t.boolean({
      description: 'Whether the available credits cover it. An import with too few still starts, and stops short.',
      resolve: ({ action, count, available }) => creditCosts[action] * count <= available,
    }),
    available: t.exposeInt('available', { description: 'Credits that you could spend now.' }),
  }),
})

builder.queryFields((t) => ({
  creditCosts: t.field({
    type: [CreditCost],
    description: 'What each action costs. Merged, blocked, invalid and already known rows cost nothing.',
    resolve: () => creditActions.map((action) => ({ action })),
  }),
  creditPreview: t.field({
    type: CreditPreview,
    description: 'What so many of an action would cost you. Nothing is reserved or spent.',
    args: {
      action: t.arg({ type: CreditActionRef, required: true, description: 'What to pay for.' }),
      count: t.arg.int({ required: true, description: 'How many of it; not negative.' }),
    },
    resolve: async (_root, { action, count }, context) => {
      if (count < 0) {
        throw badUserInput(`\`count\` is ${count}; it can not be negative.`)
      }
      const { balance, reserved } = await readBalance(context.prisma, viewerOf(context).userId)
      return { action, count, available: balance - reserved }
    },
  }),
}))

builder.objectType(InsufficientCreditsError, {
  name: 'InsufficientCreditsError',
  description: 'Too few credits are available to begin with; nothing was stored or reserved.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    required: t.exposeInt('required', { description: 'Credits that must be available at least.' }),
    available: t.exposeInt('available', { description: 'Credits that are available.' }),
  }),
})
