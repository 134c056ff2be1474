import { InsufficientCreditsError } from '../../credits/errors.ts'
import type { ImportRun } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { ErrorInterface } from '../../graphql/errors.ts'
import { ListAccessError } from '../../lists/errors.ts'
import {
  IdempotencyConflictError,
  InvalidSalesNavUrlError,
  RunNotFoundError,
  RunNotResumableError,
  SalesNavAccountRequiredError,
} from '../errors.ts'
import { ImportCountsRef } from '../run/counts.schema.ts'
import { resumeRun } from '../run/pause.ts'
import { ImportRunRef } from '../run/run.schema.ts'
import { matchingFields } from '../start/matching.schema.ts'
import { awaited, waitField } from '../start/start.schema.ts'
import { startSearchImport } from './start-search.ts'

builder.objectType(InvalidSalesNavUrlError, {
  name: 'InvalidSalesNavUrlError',
  description:
    'The URL is not that of a Sales Navigator people search or lead list. The message says which URL to paste.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    got: t.exposeString('got', { description: 'What the URL is instead, such as `a company search`.' }),
  }),
})

builder.objectType(SalesNavAccountRequiredError, {
  name: 'SalesNavAccountRequiredError',
  description:
    'You have no connected LinkedIn account with Sales Navigator. Connect one with `connectLinkedInAccount`.',
  interfaces: [ErrorInterface],
})

builder.objectType(RunNotResumableError, {
  name: 'RunNotResumableError',
  description: 'The run is not PAUSED, so there is nothing to resume.',
  interfaces: [ErrorInterface],
})

const ImportSalesNavInput = builder.inputType('ImportSalesNavInput', {
  description: 'The search to import, and the target list.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'URL of a people search, saved search or lead list in Sales Navigator, as the browser shows it: `https://www.linkedin.com/sales/search/people?…`. It is passed to the provider; this server never fetches it.',
    }),
    listId: t.id({ description: 'One of your lists to import into. Default: a new list.' }),
    listName: t.string({
      description:
        'Name of the new list. Default: `Sales Nav Import - mm/dd/yyyy` (UTC). Ignored if `listId` is given.',
    }),
    maxResults: t.int({
      defaultValue: 2_500,
      description:
        'Maximum number of new leads, at least 1. Lowered to your available credits. Merged and skipped people don’t count. Sales Navigator shows at most 2,500 people of a search.',
    }),
    skipExistingCustomers: t.boolean({
      defaultValue: true,
      description: 'Skip people of blocked companies, and people who are in another of your lists.',
    }),
    idempotencyKey: t.string({
      description:
        'Text of up to 255 characters, unique for each import. Repeating the call within 24 hours returns the first run and starts nothing.',
    }),
    ...matchingFields(t),
    waitSeconds: waitField(t),
  }),
})

const ImportSalesNavPayload = builder.objectRef<ImportRun>('ImportSalesNavPayload').implement({
  description: 'The started run.',
  fields: (t) => ({
    listId: t.exposeID('targetListId', { description: 'Id of the list.' }),
    runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
    maxResults: t.int({
      description: 'Maximum number of new leads: the requested number, or the credits available if that is lower.',
      resolve: ({ maxResults, reserved }) => maxResults ?? reserved,
    }),
    wasCapped: t.exposeBoolean('wasCapped', {
      description: 'Whether `maxResults` was lowered to the credits available.',
    }),
    counts: t.field({ type: ImportCountsRef, description: 'Counts of the rows so far.', resolve: (run) => run }),
    run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }),
  }),
})

const ResumeImportInput = builder.inputType('ResumeImportInput', {
  description: 'The run to resume.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the run.' }) }),
})

const ResumeImportPayload = builder.objectRef<ImportRun>('ResumeImportPayload').implement({
  description: 'The resumed run.',
  fields: (t) => ({ run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }) }),
})

builder.mutationFields((t) => ({
  importSalesNav: t.field({
    authScopes: { scope: 'IMPORT' },
    type: ImportSalesNavPayload,
    description:
      'Starts importing a Sales Navigator people search through your LinkedIn account, into a new list or one of yours. Credits are reserved now, one is spent for each new person, and unused ones are returned at the end. Returns before the search is fetched, unless `waitSeconds` is set; follow it with `importProgress(runId)`. Pages are fetched a few seconds apart to protect the account.',
    args: { input: t.arg({ type: ImportSalesNavInput, required: true, description: 'The search and the list.' }) },
    errors: {
      types: [
        InvalidSalesNavUrlError,
        InvalidInputError,
        SalesNavAccountRequiredError,
        ListAccessError,
        InsufficientCreditsError,
        IdempotencyConflictError,
      ],
    },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await startSearchImport(context, viewerOf(context).userId, input)),
  }),
  resumeImport: t.field({
    authScopes: { scope: 'IMPORT' },
    type: ResumeImportPayload,
    description:
      'Resumes a PAUSED run where it stopped, whatever its `pauseReason`. It pauses again if the reason still applies. If its LinkedIn account is disconnected and you have another connected one, the run starts over from the first page with that account: people already imported are merged and cost nothing.',
    args: { input: t.arg({ type: ResumeImportInput, required: true, description: 'The run to resume.' }) },
    errors: { types: [RunNotFoundError, RunNotResumableError] },
    resolve: async (_root, { input }, context) => {
      const ownerId = viewerOf(context).userId
      const id = await resumeRun(context, ownerId, input.runId)
      return await context.prisma.importRun.findUniqueOrThrow({ where: { ownerId_id: { ownerId, id } } })
    },
  }),
}))
