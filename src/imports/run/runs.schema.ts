import type { ArgBuilder } from '@pothos/core'
import { CreditEntryRef } from '../../credits/schema.ts'
import { parseUuid } from '../../db/ids.ts'
import { builder } from '../../graphql/builder.ts'
import { connection, connectionType, pageArgs } from '../../graphql/connection.ts'
import { type Context, viewerOf } from '../../graphql/context.ts'
import type { PageArgs } from '../../graphql/page-slice.ts'
import { SortDirectionRef } from '../../graphql/sort-direction.ts'
import { CompanyRowRef, ListRowRef } from '../../lists/rows.schema.ts'
import { ListRef } from '../../lists/schema.ts'
import { type RunSearch, type runSorts, runsOfList, runsOfOwner } from './keysets.sql.ts'
import { ImportKindRef, ImportRunRef, ImportStatusRef } from './run.schema.ts'

const RunFilterRef = builder.inputType('ImportRunFilter', {
  description: 'Selects runs. Every given condition applies.',
  fields: (t) => ({
    statuses: t.field({ type: [ImportStatusRef], description: 'Only runs with one of these statuses.' }),
    kinds: t.field({ type: [ImportKindRef], description: 'Only runs of these kinds.' }),
    createdFrom: t.field({ type: 'DateTime', description: 'Only runs accepted at this time or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Only runs accepted before this time.' }),
  }),
})

const RunOrderField = builder.enumType('ImportRunOrderField', {
  description: 'What runs are sorted by.',
  values: {
    CREATED: { description: 'When they were accepted.' },
    IMPORTED: { description: 'Number of new rows.' },
  } satisfies Record<keyof typeof runSorts, object>,
})

const RunOrderRef = builder.inputType('ImportRunOrder', {
  description: 'An order of runs.',
  fields: (t) => ({
    field: t.field({ type: RunOrderField, required: true, description: 'What to sort by.' }),
    direction: t.field({
      type: SortDirectionRef,
      required: true,
      defaultValue: 'ASC',
      description: 'The direction.',
    }),
  }),
})

const ImportRunConnection = connectionType(ImportRunRef, 'ImportRun')

const runs = <Args extends PageArgs>(keyset: (args: Args) => ReturnType<typeof runsOfOwner>) =>
  connection({
    model: 'ImportRun',
    keyset,
  })
const ownRuns = runs((search: PageArgs & RunSearch) => runsOfOwner(search))
const listRuns = runs((search: PageArgs & RunSearch) => runsOfList(search))

const runArgs = (t: { arg: ArgBuilder<typeof builder.$inferSchemaTypes> }) => ({
  filter: t.arg({ type: RunFilterRef, description: 'Only these runs.' }),
  orderBy: t.arg({ type: RunOrderRef, description: 'The order. Default: newest first.' }),
  ...pageArgs(t),
})

builder.queryFields((t) => ({
  importRun: t.prismaField({
    type: ImportRunRef,
    nullable: true,
    description: 'Looks up one of your runs. Null if you have no run with this id.',
    args: { id: t.arg.id({ required: true, description: 'The `runId`.' }) },
    resolve: (query, _root, args, context) => {
      const id = parseUuid(args.id)
      const ownerId = viewerOf(context).userId
      return id === null ? null : context.prisma.importRun.findFirst({ ...query, where: { id, ownerId } })
    },
  }),
  importRuns: t.field({
    type: ImportRunConnection,
    description: 'Your runs, newest first or in another order.',
    args: runArgs(t),
    resolve: (_root, args, context, info) => ownRuns(viewerOf(context).userId, args, context, info),
  }),
}))

builder.objectField(ListRef, 'importRuns', (t) =>
  t.field({
    type: ImportRunConnection,
    description: 'The imports into this list, newest first or in another order.',
    args: runArgs(t),
    resolve: (list, args, context, info) => listRuns(list.id, args, context, info),
  }),
)

builder.prismaObjectField(ListRowRef, 'run', (t) =>
  t.prismaField({
    type: ImportRunRef,
    nullable: true,
    description: 'The run that added the row; null if none did, or for a row of an older version.',
    select: { ownerId: true, runId: true },
    resolve: (query, row, _args, context) => runOf(context, query, row),
  }),
)

builder.prismaObjectField(CompanyRowRef, 'run', (t) =>
  t.prismaField({
    type: ImportRunRef,
    nullable: true,
    description: 'The run that added the row; null if none did, or for a row of an older version.',
    select: { ownerId: true, runId: true },
    resolve: (query, row, _args, context) => runOf(context, query, row),
  }),
)

builder.prismaObjectField(CreditEntryRef, 'run', (t) =>
  t.prismaField({
    type: ImportRunRef,
    nullable: true,
    description: 'The import run that reserved, spent, released or refunded the credits; null for a grant.',
    select: { userId: true, runId: true },
    resolve: (query, { userId, runId }, _args, context) => runOf(context, query, { ownerId: userId, runId }),
  }),
)

function runOf({ prisma }: Context, query: object, { ownerId, runId }: { ownerId: number; runId: string | null }) {
  return runId === null
    ? null
    : prisma.importRun.findUnique({ ...query, where: { ownerId_id: { ownerId, id: runId } } })
}
