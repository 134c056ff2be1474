import fc from 'fast-check'
import { expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { peopleFile } from '../../support/colliding-files.ts'
import { mutate } from '../../support/edits.ts'
import { createImporter, readImport } from '../../support/imports.ts'
import { runs } from '../../support/property-runs.ts'
import { isOver, readRun } from '../../support/runs.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'
import { waitFor } from '../../support/wait-for.ts'

const apps = await Promise.all([1, 7, 5_000].map((pageSize) => startTestApp({ pageSize })))
await Promise.all(apps.map(skipEnrichment))

/** Imports two files into a list each, moves or copies one list into the other, and returns all that can be seen of both. */
async function outcomeOf(app: TestApp, name: string, files: readonly [string, string]) {
  const importer = await createImporter(app)
  const from = await importer.importCsv(files[0], { skipExistingCustomers: false })
  const to = await importer.importCsv(files[1], { skipExistingCustomers: false })
  const input = { fromListId: from.listId, toListId: to.listId, filter: {} }
  const { runId } = await mutate<{ runId?: string }>(importer, name, input, 'runId')
  if (runId === undefined) return null
  await waitFor(async () => isOver(await readRun(importer, runId)))
  const { status, counts, outcomes, rows, companies } = await readImport(importer.query, runId)
  const verdicts = outcomes.map(({ rowNumber, verdict, reasonCode }) => [rowNumber, verdict, reasonCode])
  const { rows: left } = await readImport(importer.query, from.runId)
  const pairs = await app.prisma.possibleDuplicate.findMany({ where: { listId: to.listId }, orderBy: { id: 'asc' } })
  return { status, counts, verdicts, rows, companies, left, pairs: pairs.map(({ reasonCode }) => reasonCode) }
}

it.each(['moveLeads', 'copyLeads'])('%s has the same outcome at page sizes 1, 7 and 5,000', async (name) => {
  await fc.assert(
    fc.asyncProperty(peopleFile, peopleFile, async (from, to) => {
      const [reference, ...others] = await Promise.all(apps.map((app) => outcomeOf(app, name, [from, to])))
      for (const other of others) expect(other).toEqual(reference)
    }),
    runs(20, 1),
  )
})
