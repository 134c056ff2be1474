import { builder } from '../../graphql/builder.ts'
import { addMatch, VerdictRef } from '../outcomes/outcome.schema.ts'
import { ImportCountsRef } from '../run/run.schema.ts'
import { leadFields } from '../start/start.schema.ts'
import type { Simulation, SimulationExample } from './simulate.ts'

/** The input `SimulateImportInput`. */
export const SimulateImportInput = builder.inputType('SimulateImportInput', {
  description: 'How the file would be imported: what the import itself would be given.',
  fields: (t) => ({
    listId: t.id({ description: 'The list that `importIntoList` would add to; absent for a new list.' }),
    ...leadFields(t),
  }),
})

const ImportSimulationExample = builder.objectRef<SimulationExample>('ImportSimulationExample').implement({
  description: 'What would become of a row, and why.',
  fields: (t) => ({
    rowNumber: t.exposeInt('rowNumber', {
      description: 'Number of the row in the file, from 1 after the header; blank lines do not count.',
    }),
    verdict: t.expose('verdict', { type: VerdictRef, description: 'What would become of it.' }),
    reasonCode: t.exposeString('reasonCode', {
      nullable: true,
      description: 'Why, for a program, as in the outcomes of a run; null where it would be IMPORTED.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, for a person; null where it would be IMPORTED.',
    }),
    cells: t.exposeStringList('cells', {
      description: 'The cells as they came, in the order of the columns; each is cut to 1,000 characters.',
    }),
  }),
})
addMatch(ImportSimulationExample)

/** The type `ImportSimulation`. */
export const ImportSimulationRef = builder.objectRef<Simulation>('ImportSimulation').implement({
  description:
    'What an import would do if it began at once, by the code of the import itself. Nothing is written, reserved or charged. Having no credits is no error here: rows would be UNAFFORDABLE.',
  fields: (t) => ({
    rows: t.exposeInt('rows', {
      description: 'How many rows were taken: all, or the first 100,000 of a longer file. The counts are of these.',
    }),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether that is every row of the file.' }),
    counts: t.field({
      type: ImportCountsRef,
      description: 'What would become of the rows; `total` is how many were taken.',
      resolve: ({ counts, rows }) => ({ ...counts, total: rows }),
    }),
    creditsNeeded: t.int({
      description:
        'Credits that it takes to leave no row UNAFFORDABLE: imported + unaffordable. Fewer will do where rows without a credit are of the same lead.',
      resolve: ({ counts }) => counts.imported + counts.unaffordable,
    }),
    creditsAvailable: t.exposeInt('creditsAvailable', { description: 'Credits that you have for it now.' }),
    examples: t.field({
      type: [ImportSimulationExample],
      description: 'The first three rows of each verdict, in the order of the file.',
      resolve: ({ examples }) => examples,
    }),
  }),
})
