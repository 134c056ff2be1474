import type { ObjectRef } from '@pothos/core'
import { BlockedCompanyRef } from '../../blocklist/schema.ts'
import type { ImportOutcome } from '../../db/generated/client.ts'
import { builder } from '../../graphql/builder.ts'
import { connection, connectionType, type PageArgs } from '../../graphql/connection.ts'
import type { Context } from '../../graphql/context.ts'
import { loaders } from '../../graphql/loaders.ts'
import { CompanyRowRef, ListRef, ListRowRef } from '../../lists/schema.ts'
import { type OutcomeFilter, type OutcomeReason, outcomesOfRun, selectReasons } from './outcomes.sql.ts'

type Types = typeof builder.$inferSchemaTypes

/** The enum `Verdict`. */
export const VerdictRef = builder.enumType('Verdict', {
  description:
    'What became of a source row. Each gets exactly one, tested in the order INVALID, BLOCKED, MERGED, CROSS_LIST, UNAFFORDABLE, IMPORTED.',
  values: {
    IMPORTED: { description: 'A new row in the list, for one credit. Has no outcome record: the row itself is it.' },
    MERGED: { description: 'In the list already, or earlier in the file; filled empty fields there.' },
    CROSS_LIST: { description: 'In another of your lists.' },
    BLOCKED: { description: 'Its company is on your block list.' },
    INVALID: { description: 'Broken, or nothing in it says who it is.' },
    UNAFFORDABLE: { description: 'No credit was left for it.' },
  },
})

/** Whom or what a row was recognised as, by id. */
type Match = Pick<ImportOutcome, 'rowId' | 'companyId' | 'listId' | 'blockedCompanyId'>

/** Adds to a type the fields that show whom or what a row was recognised as. */
export function addMatch<Row extends Match>(ref: ObjectRef<Types, Row>): void {
  builder.objectFields(ref, (t) => ({
    row: t.prismaField({
      type: ListRowRef,
      nullable: true,
      description: 'The person that the row was recognised as; null otherwise, or when that is deleted.',
      resolve: (query, { rowId }, _args, { prisma }) =>
        rowId === null ? null : prisma.listRow.findUnique({ ...query, where: { id: rowId } }),
    }),
    company: t.prismaField({
      type: CompanyRowRef,
      nullable: true,
      description: 'The company that the row was recognised as; null otherwise, or when that is deleted.',
      resolve: (query, { companyId }, _args, { prisma }) =>
        companyId === null ? null : prisma.companyRow.findUnique({ ...query, where: { id: companyId } }),
    }),
    list: t.prismaField({
      type: ListRef,
      nullable: true,
      description: 'For CROSS_LIST: the list that has it; null otherwise, or when that is deleted.',
      resolve: (query, { listId }, _args, { prisma }) =>
        listId === null ? null : prisma.list.findUnique({ ...query, where: { id: listId } }),
    }),
    blockedCompany: t.prismaField({
      type: BlockedCompanyRef,
      nullable: true,
      description: 'For BLOCKED: the entry of the block list; null otherwise, or when that is gone.',
      resolve: (query, { blockedCompanyId }, _args, { prisma }) =>
        blockedCompanyId === null
          ? null
          : prisma.blockedCompany.findUnique({ ...query, where: { id: blockedCompanyId } }),
    }),
  }))
}

const ImportOutcomeRef = builder.prismaObject('ImportOutcome', {
  description: 'What became of a row that was not imported, and why.',
  fields: (t) => ({
    rowNumber: t.exposeInt('rowNumber', {
      description: 'Number of the row in the file, from 1 after the header; blank lines do not count.',
    }),
    verdict: t.expose('verdict', { type: VerdictRef, description: 'What became of it.' }),
    reasonCode: t.exposeString('reasonCode', {
      description: 'Why, for a program: `SAME_EMAIL`, `BLOCKED_DOMAIN`, `BROKEN_QUOTES` …',
    }),
    reason: t.exposeString('reason', { description: 'Why, for a person.' }),
    cells: t.exposeStringList('cells', {
      description:
        'The cells as they came, in the order of the columns; one cell with the whole line for a row of broken quotes.',
    }),
  }),
})
addMatch(ImportOutcomeRef)

/** The type `OutcomeReason`. */
export const OutcomeReasonRef = builder.objectRef<OutcomeReason>('OutcomeReason').implement({
  description: 'A reason for which rows of a run were not imported, and how many.',
  fields: (t) => ({
    verdict: t.expose('verdict', { type: VerdictRef, description: 'The verdict that it led to.' }),
    code: t.exposeString('code', { description: 'The reason, for a program; give it to `outcomes(reasonCodes: …)`.' }),
    count: t.exposeInt('count', { description: 'How many rows.' }),
  }),
})

const reasonLoaders = loaders<string, OutcomeReason[]>()

/** Returns the loader of a run's reasons, by the run's id. */
export function reasonLoader(context: Context) {
  return reasonLoaders(context, 'reasons', async (runIds) => {
    const reasons = await selectReasons(context.pool, runIds)
    return runIds.map((id) => reasons.filter(({ runId }) => runId === id))
  })
}

/** The type `ImportOutcomeConnection`. */
export const ImportOutcomeConnection = connectionType(ImportOutcomeRef, 'ImportOutcome')

/** Resolves a run's outcomes in the order of the file. */
export const outcomes = connection({
  type: 'ImportOutcome',
  keyset: (filter: PageArgs & OutcomeFilter) => outcomesOfRun(filter),
  load: (prisma, places, query) =>
    prisma.importOutcome.findMany({
      ...query,
      where: {
        OR: [...new Set(places.map(({ parent }) => parent))].map((runId) => ({
          runId,
          rowNumber: { in: places.filter(({ parent }) => parent === runId).map(({ position }) => Number(position)) },
        })),
      },
    }),
  identity: { runId: true, rowNumber: true },
  key: ({ runId, rowNumber }) => `${runId}:${rowNumber}`,
  placeKey: ({ parent, position }) => `${parent}:${position}`,
})
