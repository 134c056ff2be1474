import { GraphQLError } from 'graphql'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { knownCode } from '../../graphql/known-code.ts'
import { InvalidMappingError } from '../errors.ts'
import { addMatch, OutcomeReasonCodeRef, VerdictRef } from '../outcomes/outcome.schema.ts'
import { reasonCodes } from '../outcomes/reason-codes.ts'
import { ImportCountsRef } from '../run/counts.schema.ts'
import { leadFields } from '../start/start.schema.ts'
import type { Simulation, SimulationExample } from './simulate.ts'
import { type SimulationState, watchSimulation } from './watch-simulation.ts'

/** The input `SimulateImportInput`. */
export const SimulateImportInput = builder.inputType('SimulateImportInput', {
  description: 'Settings of the import to simulate, the same as those of the import itself.',
  fields: (t) => ({
    listId: t.id({ description: 'The list that the rows would be added to. Default: a new list.' }),
    ...leadFields(t),
  }),
})

const ImportSimulationExample = builder.objectRef<SimulationExample>('ImportSimulationExample').implement({
  description: 'Result of one row, and the reason for it.',
  fields: (t) => ({
    rowNumber: t.exposeInt('rowNumber', {
      description: 'Row number in the file. The first row after the header is 1; blank lines are not counted.',
    }),
    verdict: t.expose('verdict', { type: VerdictRef, description: 'Result of the row.' }),
    reasonCode: t.field({
      type: OutcomeReasonCodeRef,
      nullable: true,
      description: 'Machine-readable reason, as in the outcomes of a run. Null for IMPORTED.',
      resolve: ({ reasonCode }) => (reasonCode === null ? null : knownCode(reasonCodes, reasonCode)),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Reason to show to the user. Null for IMPORTED.',
    }),
    cells: t.exposeStringList('cells', {
      description: 'Original cells, in the order of the columns. Cells are truncated to 1,000 characters.',
    }),
  }),
})
addMatch(ImportSimulationExample)

/** The type `ImportSimulation`. */
export const ImportSimulationRef = builder.objectRef<Simulation>('ImportSimulation').implement({
  description:
    'Result of the import if it started now, computed by the same code. Nothing is written, reserved or charged. A lack of credits is not an error here: the rows are UNAFFORDABLE.',
  fields: (t) => ({
    rows: t.exposeInt('rows', {
      description: 'Number of rows simulated: all, or the first 100,000 of a longer file. The counts cover these rows.',
    }),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether all rows of the file were simulated.' }),
    counts: t.field({
      type: ImportCountsRef,
      description: 'Rows by result; `total` is the number of rows simulated.',
      resolve: ({ counts, rows }) => ({ ...counts, total: rows }),
    }),
    creditsNeeded: t.int({
      description:
        'Credits needed so that no row is UNAFFORDABLE: imported + unaffordable. Fewer are enough if several UNAFFORDABLE rows are the same lead.',
      resolve: ({ counts }) => counts.imported + counts.unaffordable,
    }),
    creditsAvailable: t.exposeInt('creditsAvailable', { description: 'Credits available now.' }),
    examples: t.field({
      type: [ImportSimulationExample],
      description: 'The first three rows of each verdict, in file order.',
      resolve: ({ examples }) => examples,
    }),
  }),
})

const ImportSimulationInput = builder.inputType('ImportSimulationInput', {
  description: 'A file, and the import to simulate.',
  fields: (t) => ({
    uploadId: t.id({ required: true, description: 'An upload from `previewImport` or `PUT /uploads`.' }),
    simulate: t.field({
      type: SimulateImportInput,
      required: true,
      description: 'Settings of the import to simulate.',
    }),
  }),
})

const ImportSimulationProgress = builder.objectRef<SimulationState>('ImportSimulationProgress').implement({
  description: 'How far a simulation is.',
  fields: (t) => ({
    counts: t.field({
      type: ImportCountsRef,
      description: 'The rows so far by result; `total` is the number of rows that are simulated.',
      resolve: ({ progress }) => progress,
    }),
    simulation: t.field({
      type: ImportSimulationRef,
      nullable: true,
      description: 'The result, in the last event. Null before.',
      resolve: ({ simulation }) => simulation,
    }),
  }),
})

builder.subscriptionField('importSimulation', (t) =>
  t.field({
    authScopes: { scope: 'IMPORT' },
    type: ImportSimulationProgress,
    description:
      'Simulates an import like `previewImport`, and sends the counts while it runs: a long file takes seconds. The last event has the result. The simulation stops when you unsubscribe. Errors have the codes of `previewImport` in `extensions.code`; INVALID_MAPPING also has `extensions.field`.',
    args: { input: t.arg({ type: ImportSimulationInput, required: true, description: 'The file and the settings.' }) },
    subscribe: (_root, { input: { uploadId, simulate } }, context) =>
      watchSimulation(context, viewerOf(context).userId, uploadId, simulate, withField),
    resolve: (state: SimulationState) => state,
  }),
)

/** A subscription has no result union, so the extensions say which field a mapping error is about. */
function withField(error: unknown): unknown {
  if (!(error instanceof InvalidMappingError)) return error
  const { message, code, field, column } = error
  return new GraphQLError(message, { extensions: { code, field, column } })
}
