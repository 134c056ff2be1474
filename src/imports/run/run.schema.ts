import type { ImportStatus } from '../../db/generated/enums.ts'
import { parseUuid } from '../../db/ids.ts'
import { builder } from '../../graphql/builder.ts'
import { connection, connectionType, type PageArgs, pageArgs } from '../../graphql/connection.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ListRef } from '../../lists/schema.ts'
import {
  ImportOutcomeConnection,
  OutcomeReasonRef,
  outcomes,
  reasonLoader,
  VerdictRef,
} from '../outcomes/outcome.schema.ts'
import { type PageCounts, processedRows } from '../verdicts/decision.ts'
import { runsOfList, runsOfOwner } from './keysets.sql.ts'

/** The enum `DataType`. */
export const DataTypeRef = builder.enumType('DataType', {
  description: 'What the rows of a file are.',
  values: {
    PEOPLE: { description: 'People, each with the company they work for.' },
    COMPANIES: { description: 'Companies alone.' },
  },
})

const ImportKind = builder.enumType('ImportKind', {
  description: 'Where a run takes its rows from.',
  values: {
    CSV: { description: 'A file.' },
    SALES_NAV: { description: 'A Sales Navigator people search.' },
  },
})

const ImportStatusRef = builder.enumType('ImportStatus', {
  description:
    'Where a run stands: QUEUED → RUNNING → COMPLETED, FAILED or CANCELLED; PAUSED in between where a provider says so.',
  values: {
    QUEUED: { description: 'Accepted, its credits are reserved; a worker takes it up in a moment.' },
    RUNNING: { description: 'Rows are landing. With `nextAttemptAt` it waits for another attempt.' },
    PAUSED: { description: 'Waits for what `pauseReason` says.' },
    COMPLETED: { description: 'Every row has its verdict.' },
    FAILED: { description: 'Ended early, for the reason in `error`. What landed stays.' },
    CANCELLED: { description: 'Ended by its owner. What landed stays.' },
  },
})

const count = (description: string) => ({ description })

/** The type `ImportCounts`. */
export const ImportCountsRef = builder.objectRef<PageCounts & { total: number | null }>('ImportCounts').implement({
  description:
    'What became of the rows so far. At every moment `processed` = imported + merged + crossListSkipped + blocked + invalid + unaffordable.',
  fields: (t) => ({
    total: t.exposeInt('total', {
      nullable: true,
      description: 'How many rows there are; null while unknown, an estimate while a search runs.',
    }),
    processed: t.int({
      description: 'Rows that have their verdict; `total` of them when a run is COMPLETED.',
      resolve: processedRows,
    }),
    imported: t.exposeInt('imported', count('New rows in the list, one credit each.')),
    merged: t.exposeInt('merged', count('Rows that were in the list already, or earlier in the file. Free.')),
    updated: t.exposeInt('updated', count('Merged rows that filled an empty field; a part of `merged`.')),
    crossListSkipped: t.exposeInt('crossListSkipped', count('Rows that another of your lists has. Free.')),
    blocked: t.exposeInt('blocked', count('Rows of companies on your block list. Free.')),
    invalid: t.exposeInt('invalid', count('Rows that could not be read or say nobody. Free.')),
    unaffordable: t.exposeInt(
      'unaffordable',
      count(
        'Rows for which no credit was left. Import the file again when there are: what is in the list costs nothing.',
      ),
    ),
    companiesCreated: t.exposeInt('companiesCreated', count('Company rows made from the people imported. Free.')),
    companiesLinked: t.exposeInt('companiesLinked', count('People linked to a company row, new or known.')),
  }),
})

const ImportErrorRef = builder.objectRef<{ code: string; message: string }>('ImportError').implement({
  description: 'Why a run failed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'For a program, such as `UPLOAD_NOT_FOUND` or `IMPORT_FAILED`.' }),
    message: t.exposeString('message', { description: 'For a person: what happened and what to do.' }),
  }),
})

/** The type `ImportRun`. */
export const ImportRunRef = builder.prismaObject('ImportRun', {
  description:
    'One import in the background. Subscribe to `importProgress` to see it move; it stays readable afterwards.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The `runId`.' }),
    kind: t.expose('kind', { type: ImportKind, description: 'Where the rows come from.' }),
    status: t.expose('status', { type: ImportStatusRef, description: 'Where it stands.' }),
    version: t.exposeInt('version', {
      description: 'Grows with every change: of two snapshots the greater one is the newer.',
    }),
    dataType: t.expose('dataType', { type: DataTypeRef, description: 'What the rows are.' }),
    list: t.relation('list', { nullable: true, description: 'The list that it fills; null when that was deleted.' }),
    counts: t.field({ type: ImportCountsRef, description: 'What became of the rows so far.', resolve: (run) => run }),
    maxResults: t.expose('maxResults', {
      type: 'SafeInt',
      nullable: true,
      description: 'Most leads that it may import; null for a file.',
    }),
    wasCapped: t.exposeBoolean('wasCapped', {
      description: 'Whether credits ran short: fewer leads than asked for, or rows that are UNAFFORDABLE.',
    }),
    skipExistingCustomers: t.exposeBoolean('skipExistingCustomers', {
      description: 'Whether blocked companies and leads of other lists are skipped.',
    }),
    page: t.exposeInt('page', { description: 'How many pages of the source have been taken.' }),
    pauseReason: t.exposeString('pauseReason', {
      nullable: true,
      description: 'What a PAUSED run waits for, or a RUNNING one that tries again at `nextAttemptAt`.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it goes on by itself; null where nothing is planned.',
    }),
    warnings: t.exposeStringList('warnings', { description: 'What was amiss with the source and how it was read.' }),
    error: t.field({
      type: ImportErrorRef,
      nullable: true,
      description: 'Why it FAILED; null otherwise.',
      resolve: ({ errorCode, errorMessage }) =>
        errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was accepted.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker first took it up.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended, however it did.',
    }),
    outcomes: t.field({
      type: ImportOutcomeConnection,
      description:
        'Every row that was not imported, in the order of the file: verdict, reason and the cells as they came.',
      args: {
        verdicts: t.arg({ type: [VerdictRef], description: 'Only these verdicts.' }),
        reasonCodes: t.arg.stringList({
          description: 'Only these reasons, by their codes; `outcomeReasons` lists them.',
        }),
        ...pageArgs(t),
      },
      resolve: (run, args, context, info) => outcomes(run.id, args, context, info),
    }),
    columns: t.exposeStringList('columns', {
      description: "Names of the file's columns, in their order: those of an outcome's `cells`. Empty for a search.",
    }),
    outcomeReasons: t.field({
      type: [OutcomeReasonRef],
      description: 'Why rows were not imported and how many for each reason, the most frequent first.',
      resolve: (run, _args, context) => reasonLoader(context).load(run.id),
    }),
    outcomesCsvUrl: t.string({
      description:
        'Where to download the `outcomes` as CSV: the columns of the file, `verdict` and `reason`, safe to open in a spreadsheet program. Correct what is wrong and import it again. The link opens without a token for 15 minutes: ask again for a fresh one, or send your token along. `&verdicts=INVALID,UNAFFORDABLE` asks for some verdicts alone, `&reasonCodes=SAME_EMAIL` for some reasons.',
      resolve: (run, _args, { origin, links }) => origin + links.pathFor(run),
    }),
  }),
})

const ImportRunConnection = connectionType(ImportRunRef, 'ImportRun')

const runs = <Args extends PageArgs>(keyset: (args: Args) => ReturnType<typeof runsOfOwner>) =>
  connection({
    type: 'ImportRun',
    keyset,
    load: (prisma, places, query) =>
      prisma.importRun.findMany({ ...query, where: { seq: { in: places.map(({ position }) => position) } } }),
    identity: { seq: true },
    key: ({ seq }) => seq,
  })
const ownRuns = runs(({ status }: PageArgs & { status?: readonly ImportStatus[] | null | undefined }) =>
  runsOfOwner(status),
)
const listRuns = runs((_args: PageArgs) => runsOfList)

builder.queryFields((t) => ({
  importRun: t.prismaField({
    type: ImportRunRef,
    nullable: true,
    description: 'One of your runs; null where no run with this id is yours.',
    args: { id: t.arg.id({ required: true, description: 'The `runId`.' }) },
    resolve: (query, _root, args, context) => {
      const id = parseUuid(args.id)
      const ownerId = viewerOf(context).userId
      return id === null ? null : context.prisma.importRun.findFirst({ ...query, where: { id, ownerId } })
    },
  }),
  importRuns: t.field({
    type: ImportRunConnection,
    description: 'Your runs, newest first.',
    args: {
      status: t.arg({ type: [ImportStatusRef], description: 'Only runs in one of these states.' }),
      ...pageArgs(t),
    },
    resolve: (_root, args, context, info) => ownRuns(viewerOf(context).userId, args, context, info),
  }),
}))

builder.objectField(ListRef, 'importRuns', (t) =>
  t.field({
    type: ImportRunConnection,
    description: 'The runs that filled the list, newest first.',
    args: pageArgs(t),
    resolve: (list, args, context, info) => listRuns(list.id, args, context, info),
  }),
)
