import type { ObjectRef } from '@pothos/core'
import { BlockedCompanyRef } from '../../blocklist/schema.ts'
import type { ImportOutcome } from '../../db/generated/client.ts'
import { builder } from '../../graphql/builder.ts'
import { connection, connectionType, pageArgs } from '../../graphql/connection.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { knownCode } from '../../graphql/known-code.ts'
import { loaders } from '../../graphql/loaders.ts'
import type { PageArgs } from '../../graphql/page-slice.ts'
import { CompanyRowRef, ListRowRef } from '../../lists/rows.schema.ts'
import { ListRef, PossibleDuplicateRef } from '../../lists/schema.ts'
import { mergedRowsOf, type OutcomeReason, outcomesOfRun, selectReasons } from './outcomes.sql.ts'
import { reasonCodes } from './reason-codes.ts'

type Types = typeof builder.$inferSchemaTypes

/** The enum `Verdict`. */
export const VerdictRef = builder.enumType('Verdict', {
  description:
    'The result for a source row. Each row gets exactly one verdict, tested in the order INVALID, BLOCKED, MERGED, NO_MATCH, CROSS_LIST, UNAFFORDABLE, IMPORTED.',
  values: {
    IMPORTED: { description: 'Added to the list as a new row, for one credit. Has no outcome: see the row itself.' },
    MERGED: {
      description:
        'Already in the list, or earlier in the file. Its values filled empty fields there, unless `onMatch` says otherwise.',
    },
    NO_MATCH: {
      description: 'Matches no lead of the list, and the import only updates existing ones (`UPDATE_ONLY`).',
    },
    CROSS_LIST: { description: 'Already in another of your lists.' },
    BLOCKED: { description: 'Its company is on your block list.' },
    INVALID: { description: 'Malformed, or identifies no one.' },
    UNAFFORDABLE: { description: 'Skipped for lack of credits.' },
  },
})

/** The enum `OutcomeReasonCode`. */
export const OutcomeReasonCodeRef = builder.enumType('OutcomeReasonCode', {
  description: 'Why a row was not imported. Values may be added.',
  values: reasonCodes,
})

builder.prismaObjectField(PossibleDuplicateRef, 'reason', (t) =>
  t.field({
    type: OutcomeReasonCodeRef,
    description: 'What the imported row has in common with the person that it was not merged into.',
    select: { reasonCode: true },
    resolve: ({ reasonCode }) => knownCode(reasonCodes, reasonCode),
  }),
)

/** The ids of the person and the company that a row matches. */
type Match = Pick<ImportOutcome, 'rowId' | 'companyId' | 'listId' | 'blockedCompanyId'>

function ownKey<Id>(context: Context, id: Id) {
  return { ownerId_id: { ownerId: viewerOf(context).userId, id } }
}

/** Adds the fields that return the person and the company that a row matches. */
export function addMatch<Row extends Match>(ref: ObjectRef<Types, Row>): void {
  builder.objectFields(ref, (t) => ({
    row: t.prismaField({
      type: ListRowRef,
      nullable: true,
      description: 'The person that the row matches; null if there is none or it was deleted.',
      resolve: (query, { rowId }, _args, context) =>
        rowId === null ? null : context.prisma.listRow.findUnique({ ...query, where: ownKey(context, rowId) }),
    }),
    company: t.prismaField({
      type: CompanyRowRef,
      nullable: true,
      description: 'The company that the row matches; null if there is none or it was deleted.',
      resolve: (query, { companyId }, _args, context) =>
        companyId === null
          ? null
          : context.prisma.companyRow.findUnique({ ...query, where: ownKey(context, companyId) }),
    }),
    list: t.prismaField({
      type: ListRef,
      nullable: true,
      description: 'For CROSS_LIST: the list that contains it; null otherwise, or if the list was deleted.',
      resolve: (query, { listId }, _args, context) =>
        listId === null ? null : context.prisma.list.findUnique({ ...query, where: ownKey(context, listId) }),
    }),
    blockedCompany: t.prismaField({
      type: BlockedCompanyRef,
      nullable: true,
      description: 'For BLOCKED: the block list entry; null otherwise, or if the entry was removed.',
      resolve: (query, { blockedCompanyId }, _args, context) =>
        blockedCompanyId === null
          ? null
          : context.prisma.blockedCompany.findUnique({ ...query, where: ownKey(context, blockedCompanyId) }),
    }),
  }))
}

const ImportOutcomeRef = builder.prismaObject('ImportOutcome', {
  description: 'A row that was not imported, and why.',
  fields: (t) => ({
    rowNumber: t.exposeInt('rowNumber', {
      description: 'Number of the row in the file, counted from 1 after the header, without blank lines.',
    }),
    run: t.relation('run', { description: 'The run that the row belongs to.' }),
    verdict: t.expose('verdict', { type: VerdictRef, description: 'The verdict.' }),
    reasonCode: t.field({
      type: OutcomeReasonCodeRef,
      description: 'Machine-readable reason.',
      select: { reasonCode: true },
      resolve: ({ reasonCode }) => knownCode(reasonCodes, reasonCode),
    }),
    reason: t.exposeString('reason', { description: 'Human-readable reason.' }),
    alsoMatches: t.prismaField({
      type: [ListRowRef],
      description:
        'For MERGED: other people of the list whom the row also matches, such as one by e-mail and another by LinkedIn profile. They were not merged; see `List.possibleDuplicates`.',
      select: { alsoMatchIds: true },
      resolve: (query, { alsoMatchIds }, _args, { prisma }) =>
        alsoMatchIds.length === 0
          ? []
          : prisma.listRow.findMany({ ...query, where: { id: { in: alsoMatchIds } }, orderBy: { id: 'asc' } }),
    }),
    cells: t.exposeStringList('cells', {
      description: 'The original cells, in column order; a row with broken quotes has one cell with the whole line.',
    }),
  }),
})
addMatch(ImportOutcomeRef)

/** The type `OutcomeReason`. */
export const OutcomeReasonRef = builder.objectRef<OutcomeReason>('OutcomeReason').implement({
  description: 'A reason why rows of a run were not imported, with their number.',
  fields: (t) => ({
    verdict: t.expose('verdict', { type: VerdictRef, description: 'The verdict of these rows.' }),
    code: t.field({
      type: OutcomeReasonCodeRef,
      description: 'Machine-readable reason; pass it to `outcomes(reasonCodes: …)`.',
      resolve: ({ code }) => knownCode(reasonCodes, code),
    }),
    count: t.exposeInt('count', { description: 'Number of rows.' }),
  }),
})

const reasonLoaders = loaders<string, OutcomeReason[]>()

/** Returns the loader of a run's reasons, by the run's id. */
export function reasonLoader(context: Context) {
  return reasonLoaders(context, 'reasons', async (runIds) => {
    const reasons = await selectReasons(context.pool, viewerOf(context).userId, runIds)
    return runIds.map((id) => reasons.filter(({ runId }) => runId === id))
  })
}

/** The type `ImportOutcomeConnection`. */
export const ImportOutcomeConnection = connectionType(ImportOutcomeRef, 'ImportOutcome')

/** Resolves a run's outcomes, in file order. */
export const outcomes = connection({
  model: 'ImportOutcome',
  keyset: (filter: PageArgs & Parameters<typeof outcomesOfRun>[0]) => outcomesOfRun(filter),
})

const mergedInto = (column: 'row_id' | 'company_id') =>
  connection({ model: 'ImportOutcome', keyset: (_args: PageArgs) => mergedRowsOf(column) })
const mergedPeople = mergedInto('row_id')
const mergedCompanies = mergedInto('company_id')

builder.prismaObjectField(ListRowRef, 'mergedRows', (t) =>
  t.field({
    type: ImportOutcomeConnection,
    description:
      'Rows of imports and bulk changes that were merged into this person, those of the newest run first. Outcomes that the server no longer keeps are not among them.',
    args: pageArgs(t),
    resolve: ({ id }, args, context, info) => mergedPeople(String(id), args, context, info),
  }),
)

builder.prismaObjectField(CompanyRowRef, 'mergedRows', (t) =>
  t.field({
    type: ImportOutcomeConnection,
    description:
      'Rows of imports of companies that were merged into this company, those of the newest run first. Outcomes that the server no longer keeps are not among them.',
    args: pageArgs(t),
    resolve: ({ id }, args, context, info) => mergedCompanies(String(id), args, context, info),
  }),
)
