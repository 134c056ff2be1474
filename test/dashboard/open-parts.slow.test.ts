import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { pick, previewed } from '../support/import-page.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('the user menu, the palette and, on a phone, the navigation are accessible while they are open', async () => {
  const importer = await createImporter(app)
  // A name that turns the text after it around.
  await importer.importCsv(people(10), { name: 'Guests \u202eof 2026' })
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token })
  await page.getByRole('table').getByText('Completed').waitFor()
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  await expectAccessibleEverywhere(page)
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Go to a page or a list').fill('guests')
  await page.getByRole('dialog').locator('bdi').getByText('Guests').waitFor()
  await expectAccessibleEverywhere(page)
  await page.keyboard.press('Escape')

  await page.setViewportSize({ width: 390, height: 800 })
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await page.getByRole('link', { name: 'Block list' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await expectAccessible(page)
  expect(errors).toEqual([])
})

test('questions before an action are accessible while they are open', async () => {
  const importer = await createImporter(app)
  await importer.query('mutation { blockCompanies(input: { entries: [{ domain: "acme.com" }] }) { __typename } }')
  const { page, errors } = await browser.view(app, { path: '/block-list', token: importer.token })
  await page.getByRole('button', { name: 'Unblock' }).click()
  await page.getByRole('button', { name: 'Unblock company' }).waitFor()
  await expectAccessibleEverywhere(page)
  expect(errors).toEqual([])
})

test('the columns to choose and the question before leaving an import are accessible while they are open', async () => {
  const importer = await createImporter(app)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await pick(page, 'people.csv', people(10))
  await previewed(page, { IMPORTED: 8, MERGED: 1, INVALID: 1 })
  await page.getByRole('button', { name: 'Show examples' }).click()
  await page.getByRole('combobox', { name: 'E-mail', exact: true }).click()
  await page.getByRole('option', { name: 'fullName' }).waitFor()
  await expectAccessibleEverywhere(page)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  await page.getByRole('dialog', { name: 'Leave this import?' }).waitFor()
  await expectAccessibleEverywhere(page)
  expect(errors).toEqual([])
})
