import { creditEntryIds } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { connection, connectionType } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { badUserInput, ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef } from '../graphql/node.ts'
import type { PageArgs } from '../graphql/page-slice.ts'
import { type Balance, readBalance } from './balance.ts'
import { type CreditAction, creditActions, creditCosts } from './costs.ts'
import { type DailyUsage, entriesOfUser, selectUsage } from './credits.sql.ts'
import { InsufficientCreditsError } from './errors.ts'

/** The type `Credits`. */
export const CreditsRef = builder.objectRef<Balance>('Credits').implement({
  description: 'Your credits. `available` = `balance` - `reserved`.',
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'All your credits, including reserved ones.' }),
    reserved: t.exposeInt('reserved', {
      description:
        'Credits reserved for running imports. They are spent as leads are imported; the rest is released when the import ends.',
    }),
    available: t.int({
      description: 'Credits that a new import can use.',
      resolve: ({ balance, reserved }) => balance - reserved,
    }),
  }),
})

const CreditEntryKind = builder.enumType('CreditEntryKind', {
  description: 'The kind of a ledger entry.',
  values: {
    GRANT: { description: 'Credits were added.' },
    RESERVE: { description: 'Credits were reserved when an import was accepted.' },
    CAPTURE: { description: 'Reserved credits were spent on imported leads; one entry for each page of rows.' },
    RELEASE: { description: 'Reserved credits that an import did not use were released.' },
    REFUND: {
      description: 'Spent credits were returned, since the import was undone; one entry for each page of rows.',
    },
  },
})

/** The type `CreditEntry`. */
export const CreditEntryRef = builder.prismaObject('CreditEntry', {
  interfaces: [NodeRef],
  description:
    'An entry of the credit ledger, which is append-only: all `amount`s add up to the balance, all `reservedAmount`s to the reserved credits.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the entry.', resolve: ({ id }) => creditEntryIds.encode(id) }),
    kind: t.expose('kind', { type: CreditEntryKind, description: 'What happened.' }),
    amount: t.exposeInt('amount', { description: 'Change of the balance; negative if credits were spent.' }),
    reservedAmount: t.exposeInt('reservedAmount', { description: 'Change of the reserved credits.' }),
    quantity: t.exposeInt('quantity', { description: 'Number of credits, without a sign.' }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'A note from the administrator who granted the credits.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

addNodes(CreditEntryRef, async (context, ids) => {
  const numbers = ids.flatMap((id) => creditEntryIds.decode(id) ?? [])
  if (numbers.length === 0) return []
  const where = { id: { in: numbers }, userId: viewerOf(context).userId }
  const found = await context.prisma.creditEntry.findMany({ where })
  return found.map((node) => [creditEntryIds.encode(node.id), node])
})

/** The type `CreditEntryConnection`. */
export const CreditLedgerRef = connectionType(CreditEntryRef, 'CreditEntry')

/** Resolves a user's ledger, newest entry first. */
export const creditLedger = connection({
  model: 'CreditEntry',
  keyset: (_args: PageArgs) => entriesOfUser,
})

const CreditActionRef = builder.enumType('CreditAction', {
  description: 'An action that costs credits.',
  values: {
    IMPORT_LEAD: { description: 'A new row, a person or a company, that an import adds to a list.' },
  } satisfies Record<CreditAction, { description: string }>,
})

const CreditCost = builder.objectRef<{ action: CreditAction }>('CreditCost').implement({
  description: 'The price of an action.',
  fields: (t) => ({
    action: t.expose('action', { type: CreditActionRef, description: 'The action being priced.' }),
    credits: t.int({ description: 'Credits for one unit.', resolve: ({ action }) => creditCosts[action] }),
  }),
})

const CreditPreview = builder.objectRef<{ action: CreditAction; count: number; available: number }>('CreditPreview')
CreditPreview.implement({
  description: 'The cost of an action, and whether your credits cover it now.',
  fields: (t) => ({
    costPerUnit: t.int({ description: 'Credits for one unit.', resolve: ({ action }) => creditCosts[action] }),
    totalCredits: t.int({
      description: 'Credits for `count` units.',
      resolve: ({ action, count }) => creditCosts[action] * count,
    }),
    sufficient: t.boolean({
      description:
        'Whether the available credits cover it. An import with too few still starts, and skips the rows that they don’t cover.',
      resolve: ({ action, count, available }) => creditCosts[action] * count <= available,
    }),
    available: t.exposeInt('available', { description: 'Credits that you can spend now.' }),
  }),
})

const CreditUsageDay = builder.objectRef<DailyUsage>('CreditUsageDay').implement({
  description: 'Credits spent on one day, less those refunded on it.',
  fields: (t) => ({
    date: t.exposeString('date', { description: 'The day in UTC, such as 2026-11-29.' }),
    credits: t.exposeInt('credits', {
      description: 'Credits spent less credits refunded; negative if more were refunded.',
    }),
  }),
})

builder.queryFields((t) => ({
  creditUsage: t.field({
    type: [CreditUsageDay],
    description:
      'Credits that you spent on each day (UTC), less those refunded on that day, oldest first. Days without a difference are left out.',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'Start of the period, inclusive.' }),
      to: t.arg({ type: 'DateTime', description: 'End of the period, exclusive. Default: now.' }),
    },
    resolve: (_root, { from, to }, context) => {
      const end = to ?? new Date()
      if (from > end) throw badUserInput('`from` must not be later than `to`.')
      return selectUsage(context.pool, viewerOf(context).userId, from, end)
    },
  }),
  creditCosts: t.field({
    type: [CreditCost],
    description:
      'The cost of each action. Rows that are merged, blocked, invalid or already in another list cost nothing.',
    resolve: () => creditActions.map((action) => ({ action })),
  }),
  creditPreview: t.field({
    type: CreditPreview,
    description: 'Cost of `count` actions. Nothing is reserved or spent.',
    args: {
      action: t.arg({ type: CreditActionRef, required: true, description: 'The action to price.' }),
      count: t.arg.int({ required: true, description: 'Number of units; not negative.' }),
    },
    resolve: async (_root, { action, count }, context) => {
      if (count < 0) {
        throw badUserInput(`\`count\` is ${count}: it must not be negative.`)
      }
      const { balance, reserved } = await readBalance(context.prisma, viewerOf(context).userId)
      return { action, count, available: balance - reserved }
    },
  }),
}))

builder.objectType(InsufficientCreditsError, {
  name: 'InsufficientCreditsError',
  description: 'Too few credits are available to start. Nothing was stored or reserved.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    required: t.exposeInt('required', { description: 'Minimum number of credits required.' }),
    available: t.exposeInt('available', { description: 'Credits that are available.' }),
  }),
})
