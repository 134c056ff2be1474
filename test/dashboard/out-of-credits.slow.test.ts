import { expect, test } from 'vitest'
import { grantCredits } from '../../src/credits/ledger.ts'
import { transaction } from '../../src/db/client.ts'
import { startTestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('an import that ran out of credits says so, and its rest is imported once there are credits', async () => {
  const importer = await createImporter(app, 3)
  const { listId } = await importer.importCsv(people(10), { name: 'Fair' })
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token })
  const table = page.getByRole('table')
  await table.getByText('Out of credits').waitFor()
  expect(await table.getByText('Completed').count()).toBe(0)
  await table.getByText('6 rows had no credits.').waitFor()
  expect(await page.getByRole('button', { name: 'Import the rest' }).count()).toBe(0)
  await table.getByRole('link', { name: 'View credits' }).click()
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()

  await transaction(app.pool, (client) => grantCredits(client, importer.userId, 100, 'More'))
  await page.goto(`/lists/${listId}/imports`)
  await page.getByText('6 rows had no credits.').waitFor()
  await page.getByRole('button', { name: 'Import the rest' }).click()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await page.getByRole('row').getByText('Completed').waitFor()
  expect(await app.prisma.listRow.count({ where: { listId } })).toBe(8)
  expect(errors).toEqual([])
})
