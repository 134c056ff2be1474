import type { ImportRun } from '../../db/generated/client.ts'
import { builder } from '../../graphql/builder.ts'
import { connectionType, pageArgs } from '../../graphql/connection.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import { ErrorInterface } from '../../graphql/errors.ts'
import { knownCode } from '../../graphql/known-code.ts'
import { offsetConnection } from '../../graphql/offset-connection.ts'
import { CompanyRowRef, ListRowRef } from '../../lists/rows.schema.ts'
import { RunNotFoundError, RunNotUndoableError } from '../errors.ts'
import { ImportRunRef } from '../run/run.schema.ts'
import type { KeptLead } from './undo.sql.ts'
import { planUndo, storedKept, type UndoPlan, undoImport } from './undo-import.ts'

builder.objectType(RunNotUndoableError, {
  name: 'RunNotUndoableError',
  description: 'The run has not ended, is a bulk change, or its list was deleted. Nothing was undone.',
  interfaces: [ErrorInterface],
})

const keptReasons = {
  CHANGED: { description: 'The row was edited since.' },
  MOVED: { description: 'The row was moved to another list.' },
  MERGED_INTO: { description: 'Another import, which is not undone, has merged a row into it.' },
  IN_USE: { description: 'Remaining people are linked to the company.' },
  OTHER: { description: 'Another reason.' },
} as const

const KeptReason = builder.enumType('KeptReason', {
  description: 'Why an undo keeps a row. Values may be added.',
  values: keptReasons,
})

const rowKey = (context: Context, id: string) => ({
  ownerId_id: { ownerId: viewerOf(context).userId, id: BigInt(id) },
})

const KeptLeadRef = builder.objectRef<KeptLead>('KeptLead').implement({
  description: 'A row that the run added and that is kept.',
  fields: (t) => ({
    row: t.prismaField({
      type: ListRowRef,
      nullable: true,
      description: 'The person; null for a company, or if it was deleted since.',
      resolve: (query, { rowId }, _args, context) =>
        rowId === null ? null : context.prisma.listRow.findUnique({ ...query, where: rowKey(context, rowId) }),
    }),
    company: t.prismaField({
      type: CompanyRowRef,
      nullable: true,
      description: 'The company; null for a person, or if it was deleted since.',
      resolve: (query, { companyId }, _args, context) =>
        companyId === null
          ? null
          : context.prisma.companyRow.findUnique({ ...query, where: rowKey(context, companyId) }),
    }),
    reason: t.field({
      type: KeptReason,
      description: 'Why it is kept.',
      resolve: ({ reason }) => knownCode(keptReasons, reason),
    }),
  }),
})

const UndoImportInput = builder.inputType('UndoImportInput', {
  description: 'The run to undo.',
  fields: (t) => ({
    runId: t.id({ required: true, description: 'Id of the run.' }),
    dryRun: t.boolean({ defaultValue: false, description: 'Only say what would be done; change nothing.' }),
  }),
})

const UndoImportPayload = builder.objectRef<UndoPlan & { run: ImportRun }>('UndoImportPayload').implement({
  description:
    'What was undone; with `dryRun`, what would be. While `run.undoneAt` is null, the rest is being undone in the background: repeat the call for the numbers so far.',
  fields: (t) => ({
    removed: t.exposeInt('removed', { description: 'Number of leads that were removed.' }),
    companiesRemoved: t.exposeInt('companiesRemoved', {
      description: 'Number of companies of imported people that were removed with them.',
    }),
    refunded: t.exposeInt('refunded', { description: 'Number of credits that were returned.' }),
    valuesKept: t.int({
      description: 'Number of existing rows that the run filled values into. These values stay.',
      resolve: ({ run }) => run.updated,
    }),
    kept: t.field({
      type: connectionType(KeptLeadRef, 'KeptLead'),
      description: 'The rows that the run added and that stay, people first.',
      args: pageArgs(t),
      resolve: ({ kept, run }, args) => offsetConnection(kept, args, run.id),
    }),
    run: t.field({ type: ImportRunRef, description: 'The run.', resolve: ({ run }) => run }),
  }),
})

builder.mutationField('undoImport', (t) =>
  t.field({
    authScopes: { scope: 'IMPORT' },
    type: UndoImportPayload,
    description:
      'Undoes a run that has ended. Removes the rows that it added, and their companies unless other people are linked to them. Keeps rows that were edited, moved or merged into since, and values that the run filled into other rows. For a run of a file or of `addLeads`, refunds the credits of removed leads within 24 hours of its end, or the time that the server sets, except for leads that were exported or copied, or whose company was enriched. Rows deleted earlier are not refunded. Repeating the call returns the first result.',
    args: { input: t.arg({ type: UndoImportInput, required: true, description: 'The run to undo.' }) },
    errors: { types: [RunNotFoundError, RunNotUndoableError] },
    resolve: async (_root, { input: { runId, dryRun } }, context) => {
      const ownerId = viewerOf(context).userId
      const plan = dryRun ? await planUndo(context, ownerId, runId) : null
      const id = plan === null && !dryRun ? await undoImport(context, ownerId, runId) : runId.toLowerCase()
      const run = await context.prisma.importRun.findUniqueOrThrow({ where: { ownerId_id: { ownerId, id } } })
      if (plan !== null) return { ...plan, run }
      const { removed, companiesRemoved, refunded } = run
      return { removed, companiesRemoved, refunded, kept: storedKept(context.pool, run), run }
    },
  }),
)
