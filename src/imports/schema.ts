import './preview/preview.schema.ts'
import './sales-nav/sales-nav.schema.ts'
import './start/start.schema.ts'
import { GraphQLError } from 'graphql'
import type { ImportRun } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { IdempotencyConflictError, InvalidMappingError, RunNotCancellableError, RunNotFoundError } from './errors.ts'
import { cancelRun } from './run/cancel.ts'
import type { RunStream } from './run/progress.ts'
import { ImportRunRef } from './run/run.schema.ts'

builder.objectType(InvalidMappingError, {
  name: 'InvalidMappingError',
  description: 'The mapping is absent, names a column that the file lacks, or maps nothing that identifies a lead.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { nullable: true, description: 'The field at fault; null for an absent mapping.' }),
    column: t.exposeString('column', {
      nullable: true,
      description: 'The column that the file does not have; null where none is named.',
    }),
  }),
})

builder.objectType(RunNotFoundError, {
  name: 'RunNotFoundError',
  description: 'The run does not exist or is not yours; the answer is the same for both.',
  interfaces: [ErrorInterface],
})

builder.objectType(RunNotCancellableError, {
  name: 'RunNotCancellableError',
  description: 'The run ended by itself before it was cancelled.',
  interfaces: [ErrorInterface],
})

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description:
    'The key was used within 24 hours with another input. Use a key per import, and the same one only to repeat a call.',
  interfaces: [ErrorInterface],
})

const CancelImportInput = builder.inputType('CancelImportInput', {
  description: 'Which run.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the run.' }) }),
})

const CancelImportPayload = builder.objectRef<ImportRun>('CancelImportPayload').implement({
  description: 'The run, cancelled.',
  fields: (t) => ({ run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }) }),
})

builder.mutationFields((t) => ({
  cancelImport: t.field({
    type: CancelImportPayload,
    description:
      'Ends a run that is QUEUED, RUNNING or PAUSED at once and gives its unused credits back. Rows that landed stay and stay paid. Cancelling twice answers the same.',
    args: { input: t.arg({ type: CancelImportInput, required: true, description: 'Which run.' }) },
    errors: { types: [RunNotFoundError, RunNotCancellableError] },
    resolve: async (_root, { input }, context) => {
      const id = await cancelRun(context.pool, viewerOf(context).userId, input.runId)
      return await context.prisma.importRun.findUniqueOrThrow({ where: { id } })
    },
  }),
}))

builder.subscriptionFields((t) => ({
  importProgress: t.field({
    type: ImportRunRef,
    description:
      'A run as it is now, at once, and then each change, ten a second at most and the last one always; completes after the end. Each event is the whole run, so a lost one costs nothing and a client that reconnects is up to date with the first.',
    args: {
      runId: t.arg.id({
        required: true,
        description: 'Id of the run. One that is not yours is an error with code RUN_NOT_FOUND.',
      }),
    },
    subscribe: (_root, { runId }, context) => watchRun(context, runId),
    resolve: (run: ImportRun) => run,
  }),
  importActivity: t.field({
    type: ImportRunRef,
    description: 'All your runs that are not over, and then every change of any of your runs. Does not complete.',
    subscribe: (_root, _args, context) => context.progress.watchOwner(viewerOf(context).userId),
    resolve: (run: ImportRun) => run,
  }),
}))

async function watchRun(context: Context, id: string): Promise<RunStream> {
  try {
    const runId = parseUuid(id)
    if (runId === null) throw new RunNotFoundError()
    return await context.progress.watchRun(viewerOf(context).userId, runId)
  } catch (error) {
    if (!(error instanceof RunNotFoundError)) throw error
    throw new GraphQLError(error.message, { extensions: { code: error.code } })
  }
}
