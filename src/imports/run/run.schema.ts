import { creditCosts } from '../../credits/costs.ts'
import { builder } from '../../graphql/builder.ts'
import { pageArgs } from '../../graphql/connection.ts'
import { viewerOf } from '../../graphql/context.ts'
import { knownCode } from '../../graphql/known-code.ts'
import { addNodes, NodeRef, uuidsIn } from '../../graphql/node.ts'
import { isSignedLink } from '../../graphql/signed-link.ts'
import {
  ImportOutcomeConnection,
  OutcomeReasonCodeRef,
  OutcomeReasonRef,
  outcomes,
  reasonLoader,
  VerdictRef,
} from '../outcomes/outcome.schema.ts'
import { outcomesLink } from '../outcomes/outcomes-link.ts'
import { ImportCountsRef } from './counts.schema.ts'

/** The enum `DataType`. */
export const DataTypeRef = builder.enumType('DataType', {
  description: 'What the rows of a file are.',
  values: {
    PEOPLE: { description: 'People, each with the company they work for.' },
    COMPANIES: { description: 'Companies only.' },
  },
})

/** The enum `ImportKind`. */
export const ImportKindRef = builder.enumType('ImportKind', {
  description: 'Where a run takes its rows from.',
  values: {
    CSV: { description: 'A file.' },
    SALES_NAV: { description: 'A Sales Navigator people search.' },
    API: { description: 'The leads of a call of `addLeads`.' },
    BULK: { description: 'Rows of a list: a change of many rows, not an import.' },
  },
})

/** The enum `ImportStatus`. */
export const ImportStatusRef = builder.enumType('ImportStatus', {
  description:
    'The status of a run: QUEUED → RUNNING → COMPLETED, FAILED or CANCELLED. May be PAUSED by the provider in between.',
  values: {
    QUEUED: { description: 'Accepted, with its credits reserved; waits for a worker.' },
    RUNNING: { description: 'Rows are being imported. With `nextAttemptAt`, it waits for the next attempt.' },
    PAUSED: { description: 'Waiting; `pauseReason` says what for.' },
    COMPLETED: { description: 'Every row has its verdict.' },
    FAILED: { description: 'Ended early; `error` says why. Imported rows stay.' },
    CANCELLED: { description: 'Ended by its owner. Imported rows stay.' },
  },
})

const errorCodes = {
  UPLOAD_NOT_FOUND: { description: 'The uploaded file expired or was deleted before the import had read it.' },
  IMPORT_FAILED: { description: 'Repeated errors on the server.' },
  DATABASE_FULL: { description: "The server's database was out of disk space." },
  PAUSED_TOO_LONG: { description: 'The run was paused for seven days.' },
  ACCOUNT_GONE: { description: 'The LinkedIn account of the import was removed.' },
  ACCOUNT_NOT_FOUND: { description: 'The provider has no such LinkedIn account.' },
  ACCOUNT_RESTRICTED: { description: 'LinkedIn restricts the account.' },
  NO_SALES_NAVIGATOR_SEAT: { description: 'The LinkedIn account has no Sales Navigator.' },
  SEARCH_REFUSED: { description: 'Sales Navigator refused the search.' },
  OTHER: { description: 'Another reason, which the message describes.' },
} as const

const ImportErrorCode = builder.enumType('ImportErrorCode', {
  description: 'Why a run failed. Values may be added.',
  values: errorCodes,
})

const ImportErrorRef = builder.objectRef<{ code: string; message: string }>('ImportError').implement({
  description: 'Why a run failed.',
  fields: (t) => ({
    code: t.field({
      type: ImportErrorCode,
      description: 'Machine-readable reason.',
      resolve: ({ code }) => knownCode(errorCodes, code),
    }),
    message: t.exposeString('message', { description: 'Human-readable: what happened and what to do.' }),
  }),
})

/** The type `ImportRun`. */
export const ImportRunRef = builder.prismaObject('ImportRun', {
  interfaces: [NodeRef],
  description:
    'An import that runs in the background. Follow it with `importProgress`; it stays readable after its end.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The `runId`.' }),
    kind: t.expose('kind', { type: ImportKindRef, description: 'Where the rows come from.' }),
    status: t.expose('status', { type: ImportStatusRef, description: 'Current status.' }),
    version: t.exposeInt('version', {
      description: 'Increases with every change: of two snapshots, the one with the greater version is newer.',
    }),
    dataType: t.expose('dataType', { type: DataTypeRef, description: 'What the rows are.' }),
    list: t.relation('list', {
      nullable: true,
      description: 'The list that it imports into; null if the list was deleted.',
    }),
    counts: t.field({ type: ImportCountsRef, description: 'Counts of the rows so far.', resolve: (run) => run }),
    creditsSpent: t.int({
      description: 'Credits spent on imported leads so far, without those that an undo has refunded.',
      resolve: ({ imported, refunded }) => (imported - refunded) * creditCosts.IMPORT_LEAD,
    }),
    maxResults: t.exposeInt('maxResults', {
      nullable: true,
      description: 'Maximum number of leads to import; null for a file.',
    }),
    wasCapped: t.exposeBoolean('wasCapped', {
      description: 'Whether credits limited the import: fewer leads than requested, or UNAFFORDABLE rows.',
    }),
    skipExistingCustomers: t.exposeBoolean('skipExistingCustomers', {
      description: 'Whether rows of blocked companies and leads already in your other lists are skipped.',
    }),
    page: t.exposeInt('page', { description: 'Number of pages of the source that have been imported.' }),
    pauseReason: t.exposeString('pauseReason', {
      nullable: true,
      description: 'What a PAUSED run waits for, or why a RUNNING one is retried at `nextAttemptAt`.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it continues automatically; null if nothing is scheduled.',
    }),
    warnings: t.exposeStringList('warnings', {
      description: 'Problems found in the source, and how they were handled.',
    }),
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
      description: 'When a worker first started it.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended, successfully or not.',
    }),
    undoneAt: t.expose('undoneAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was undone; null if it was not.',
    }),
    outcomes: t.field({
      type: ImportOutcomeConnection,
      description: 'Every row that was not imported, in file order: verdict, reason and original cells.',
      args: {
        verdicts: t.arg({ type: [VerdictRef], description: 'Only these verdicts.' }),
        reasonCodes: t.arg({
          type: [OutcomeReasonCodeRef],
          description: 'Only these reason codes; `outcomeReasons` lists them.',
        }),
        rowNumbers: t.arg.intList({ description: 'Only these rows, at most 500.' }),
        ...pageArgs(t),
      },
      resolve: (run, args, context, info) => outcomes(run.id, args, context, info),
    }),
    columns: t.exposeStringList('columns', {
      description: "Column names of the file, in the order of an outcome's `cells`. Empty for a search.",
    }),
    outcomeReasons: t.field({
      type: [OutcomeReasonRef],
      description: 'Why rows were not imported, with a count for each reason, most frequent first.',
      resolve: (run, _args, context) => reasonLoader(context).load(run.id),
    }),
    outcomesCsvUrl: t.string({
      extensions: isSignedLink,
      description:
        'URL that downloads the `outcomes` as CSV: the columns of the file, plus `verdict` and `reason`; safe to open in a spreadsheet program. Correct the rows and import the file again. The link works without a token for 15 minutes; after that, query a new one or send your token. Filter with `&verdicts=INVALID,UNAFFORDABLE` or `&reasonCodes=SAME_EMAIL`.',
      resolve: ({ id }, _args, context) => context.origin + outcomesLink(context.links, id, viewerOf(context).tokenId),
    }),
  }),
})

addNodes(ImportRunRef, async (context, ids) => {
  const uuids = uuidsIn(ids)
  if (uuids.length === 0) return []
  const where = { id: { in: uuids }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.importRun.findMany({ where })
  return found.map((node) => [node.id, node])
})
