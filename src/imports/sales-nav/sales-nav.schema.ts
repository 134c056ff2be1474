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
import { resumeRun } from '../run/pause.ts'
import { ImportRunRef } from '../run/run.schema.ts'
import { startSearchImport } from './start-search.ts'

builder.objectType(InvalidSalesNavUrlError, {
  name: 'InvalidSalesNavUrlError',
  description:
    'The address is not that of a Sales Navigator people search or lead list; the message says what to paste.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    got: t.exposeString('got', { description: 'What it is instead, such as `a company search`.' }),
  }),
})

builder.objectType(SalesNavAccountRequiredError, {
  name: 'SalesNavAccountRequiredError',
  description:
    'None of your LinkedIn accounts has Sales Navigator and is in good state. `connectLinkedInAccount` connects one.',
  interfaces: [ErrorInterface],
})

builder.objectType(RunNotResumableError, {
  name: 'RunNotResumableError',
  description: 'The run is not PAUSED, so there is nothing to resume.',
  interfaces: [ErrorInterface],
})

const ImportSalesNavInput = builder.inputType('ImportSalesNavInput', {
  description: 'A people search, and the list that it fills.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'Address of a people search, saved search or lead list in Sales Navigator, as the browser shows it: `https://www.linkedin.com/sales/search/people?…`. It is handed to the provider and never fetched by this server.',
    }),
    listId: t.id({ description: 'A list of yours to import into. Absent: a new list.' }),
    listName: t.string({
      description:
        'Name of the new list; absent or blank: `Sales Nav Import - mm/dd/yyyy` (UTC). Ignored with a `listId`.',
    }),
    maxResults: t.field({
      type: 'SafeInt',
      defaultValue: 2_500,
      description:
        'Most leads to import, at least 1. Lowered to the credits that you have. Sales Navigator shows 2,500 people of a search at most; people who are merged or skipped don’t count.',
    }),
    skipExistingCustomers: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Skip people of blocked companies, and people whom another of your lists has.',
    }),
    idempotencyKey: t.string({
      description:
        'Any text of up to 255 characters, new for each import. Repeating a call with it within 24 hours answers the first run and starts nothing.',
    }),
  }),
})

const ImportSalesNavPayload = builder.objectRef<ImportRun>('ImportSalesNavPayload').implement({
  description: 'The run that was started.',
  fields: (t) => ({
    listId: t.exposeID('targetListId', { description: 'Id of the list.' }),
    runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
    maxResults: t.field({
      type: 'SafeInt',
      description: 'Most leads that it may import: what was asked for, or the credits that there are.',
      resolve: ({ maxResults, reserved }) => maxResults ?? reserved,
    }),
    wasCapped: t.exposeBoolean('wasCapped', { description: 'Whether credits lowered `maxResults`.' }),
    run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }),
  }),
})

const ResumeImportInput = builder.inputType('ResumeImportInput', {
  description: 'Which run.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the run.' }) }),
})

const ResumeImportPayload = builder.objectRef<ImportRun>('ResumeImportPayload').implement({
  description: 'The run, on its way again.',
  fields: (t) => ({ run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }) }),
})

builder.mutationFields((t) => ({
  importSalesNav: t.field({
    type: ImportSalesNavPayload,
    description:
      'Starts importing a Sales Navigator people search through your LinkedIn account, into a new list or one of yours. Credits are reserved now, one is spent for each new person, and the rest is given back at the end. Answers at once, before LinkedIn is asked; follow `importProgress(runId)`. Pages come a few seconds apart, to be gentle to the account.',
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
    resolve: (_root, { input }, context) => startSearchImport(context, viewerOf(context).userId, input),
  }),
  resumeImport: t.field({
    type: ResumeImportPayload,
    description:
      'Lets a PAUSED run go on where it stopped, without waiting for what `pauseReason` says. It pauses again if that has not changed. Where its LinkedIn account is cut off and you have another one in good state, it goes on with that one, from the first page: people who were imported are merged and cost nothing.',
    args: { input: t.arg({ type: ResumeImportInput, required: true, description: 'Which run.' }) },
    errors: { types: [RunNotFoundError, RunNotResumableError] },
    resolve: async (_root, { input }, context) => {
      const id = await resumeRun(context, viewerOf(context).userId, input.runId)
      return await context.prisma.importRun.findUniqueOrThrow({ where: { id } })
    },
  }),
}))
