import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { importTask } from '../../src/imports/task.ts'
import { createLog } from '../../src/log.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createImporter, type Importer, importInput } from '../support/imports.ts'
import { people, startImport } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()
/** Without a worker: the test writes the pages. */
const idle = await startTestApp({ role: 'api', pageSize: 5 })

/** Starts an import into a list, as another session does; returns the id of the run. */
async function importInto({ query }: Importer, listId: string, csv: string): Promise<string> {
  const { importIntoList } = await query<{ importIntoList: { runId: string } }>(
    'mutation ($input: ImportIntoListInput!) { importIntoList(input: $input) { ... on ImportIntoListPayload { runId } } }',
    { input: importInput(csv, { listId, input: { waitSeconds: 0 } }) },
  )
  return importIntoList.runId
}

/** Writes the next page of a run: its job waits in the queue, for which one of less priority makes way. */
async function writeNextPage({ pool, config }: TestApp, runId: string): Promise<void> {
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const job = { signal: new AbortController().signal, log, priority: 1_000_000 }
  await importTask({ pool, config, accounts: createSandbox() })({ runId }, job)
}

const shows = (page: Page, text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor()

test('an open list shows the rows of two imports at once as they are written, although the newer one is over first', async () => {
  const importer = await createImporter(idle)
  const { listId, runId: first } = await startImport(importer, people(10), { name: 'Guests' })
  for (let page = 0; page < 2; page++) await writeNextPage(idle, first)
  const { page, errors } = await browser.view(idle, { path: `/lists/${listId}`, token: importer.token })
  await shows(page, '8 people')

  const long = await importInto(importer, listId, people(20, 'long.example'))
  const short = await importInto(importer, listId, 'fullName,email\nAda,ada@short.example\nBo,bo@short.example\n')
  await writeNextPage(idle, long)
  await shows(page, '13 people')
  await writeNextPage(idle, short)
  await shows(page, '15 people')
  await writeNextPage(idle, long)
  await shows(page, '18 people')
  await page.getByRole('grid', { name: 'People' }).getByText('p8@long.example').waitFor()
  for (let page = 0; page < 2; page++) await writeNextPage(idle, long)
  await shows(page, '26 people')
  expect(errors).toEqual([])
})

test('an open list shows that another session has undone one of its older imports', async () => {
  const importer = await createImporter(app)
  const { listId, runId } = await importer.importCsv(people(10), { name: 'Guests' })
  await importer.importCsv('fullName,email\nAda,ada@later.example\n', { listId })
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token: importer.token })
  await shows(page, '9 people')
  await importer.query(
    'mutation ($runId: ID!) { undoImport(input: { runId: $runId }) { ... on UndoImportPayload { removed } } }',
    { runId },
  )
  await shows(page, '1 person')
  await page.getByRole('tab', { name: /^People\s*1$/ }).waitFor()
  await page.getByRole('grid', { name: 'People' }).getByText('ada@later.example').waitFor()
  expect(errors).toEqual([])
})
