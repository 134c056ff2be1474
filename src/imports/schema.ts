import './block-list/block-list.schema.ts'
import './bulk/bulk.schema.ts'
import './edit/edit.schema.ts'
import './preview/preview.schema.ts'
import './run/runs.schema.ts'
import './sales-nav/sales-nav.schema.ts'
import './start/add-leads.schema.ts'
import './start/start.schema.ts'
import './undo/undo.schema.ts'
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
  description:
    'The mapping is missing, names a column that the file doesn’t have, or has no field that identifies a lead.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', {
      nullable: true,
      description: 'The invalid field; null if the mapping is missing.',
    }),
    column: t.exposeString('column', {
      nullable: true,
      description: 'The column that the file doesn’t have; null if that is not the problem.',
    }),
  }),
})

builder.objectType(RunNotFoundError, {
  name: 'RunNotFoundError',
  description: 'The run does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

builder.objectType(RunNotCancellableError, {
  name: 'RunNotCancellableError',
  description: 'The run ended before it could be cancelled.',
  interfaces: [ErrorInterface],
})

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description:
    'The key was used within the last 24 hours with a different input. Use a new key for each import, and the same key only to repeat a call.',
  interfaces: [ErrorInterface],
})

const CancelImportInput = builder.inputType('CancelImportInput', {
  description: 'The run to cancel.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'Id of the run.' }) }),
})

const CancelImportPayload = builder.objectRef<ImportRun>('CancelImportPayload').implement({
  description: 'The cancelled run.',
  fields: (t) => ({ run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }) }),
})

builder.mutationFields((t) => ({
  cancelImport: t.field({
    authScopes: { scope: 'IMPORT' },
    type: CancelImportPayload,
    description:
      'Cancels a run that is QUEUED, RUNNING or PAUSED, immediately, and releases its unused credits. Imported rows stay and are not refunded. Cancelling twice returns the same.',
    args: { input: t.arg({ type: CancelImportInput, required: true, description: 'The run to cancel.' }) },
    errors: { types: [RunNotFoundError, RunNotCancellableError] },
    resolve: async (_root, { input }, context) => {
      const ownerId = viewerOf(context).userId
      const id = await cancelRun(context.pool, ownerId, input.runId)
      return await context.prisma.importRun.findUniqueOrThrow({ where: { ownerId_id: { ownerId, id } } })
    },
  }),
}))

builder.subscriptionFields((t) => ({
  importProgress: t.field({
    type: ImportRunRef,
    description:
      'Sends the current state of a run, then each change: at most ten per second, always including the last one. Completes when the run ends. Each event is the whole run, so a client that misses events or reconnects is up to date with the next one.',
    args: {
      runId: t.arg.id({
        required: true,
        description: 'Id of the run. If you have no such run, the error code is RUN_NOT_FOUND.',
      }),
    },
    subscribe: (_root, { runId }, context) => watchRun(context, runId),
    resolve: (run: ImportRun) => run,
  }),
  importActivity: t.field({
    type: ImportRunRef,
    description:
      'Sends all your runs that have not ended or ended within the last five minutes, then every change of any of your runs. Never completes. A client that was disconnected for longer passes `since`, to receive every run that has ended.',
    args: {
      since: t.arg({
        type: 'DateTime',
        description:
          'Sends the runs that have ended since this time instead of those of the last five minutes: at most seven days back, and among your newest 1,000 runs. A time in the future is ignored.',
      }),
    },
    subscribe: (_root, { since }, context) => context.progress.watchOwner(viewerOf(context).userId, since),
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
