import { builder } from '../../graphql/builder.ts'
import { processedRows, type RunCounts } from '../verdicts/decision.ts'

const count = (description: string) => ({ description })

/** The type `ImportCounts`. */
export const ImportCountsRef = builder.objectRef<RunCounts & { total: number | null }>('ImportCounts').implement({
  description:
    'Counts of the rows so far. `processed` always equals imported + merged + crossListSkipped + blocked + invalid + unaffordable + noMatch; of a bulk change, moved + copied + deleted are added.',
  fields: (t) => ({
    total: t.exposeInt('total', {
      nullable: true,
      description: 'Number of rows; null while unknown, an estimate while a search runs.',
    }),
    processed: t.int({
      description: 'Rows that have a verdict; equals `total` when a run is COMPLETED.',
      resolve: processedRows,
    }),
    imported: t.exposeInt('imported', count('New rows in the list, one credit each.')),
    merged: t.exposeInt('merged', count('Rows already in the list, or earlier in the file. Free.')),
    updated: t.exposeInt('updated', count('Merged rows that changed a value of the lead; included in `merged`.')),
    crossListSkipped: t.exposeInt('crossListSkipped', count('Rows already in another of your lists. Free.')),
    blocked: t.exposeInt('blocked', count('Rows of companies on your block list. Free.')),
    invalid: t.exposeInt('invalid', count('Rows that are malformed or identify no one. Free.')),
    unaffordable: t.exposeInt(
      'unaffordable',
      count(
        'Rows skipped for lack of credits. Add credits and import the file again: rows already in the list cost nothing.',
      ),
    ),
    noMatch: t.exposeInt('noMatch', count('Rows that match no lead of the list, with `UPDATE_ONLY`. Free.')),
    moved: t.int({
      description: 'Rows moved to another list by a bulk change. Free.',
      resolve: ({ moved }) => moved ?? 0,
    }),
    copied: t.int({
      description: 'Rows copied to another list by a bulk change. Free.',
      resolve: ({ copied }) => copied ?? 0,
    }),
    deleted: t.int({ description: 'Rows deleted by a bulk change. Free.', resolve: ({ deleted }) => deleted ?? 0 }),
    alsoMatches: t.exposeInt(
      'alsoMatches',
      count(
        'Merged rows that also match other people of the list; included in `merged`. See `List.possibleDuplicates`.',
      ),
    ),
    companiesCreated: t.exposeInt('companiesCreated', count('Company rows created from imported people. Free.')),
    companiesLinked: t.exposeInt('companiesLinked', count('People linked to a company row, new or existing.')),
  }),
})
