import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'

const browser = await startBrowser()
const app = await startTestApp()
const csv = 'fullName,email\nAda,ada@a.example\nGrace,grace@a.example\n'

/** Asserts that the page shows what was chosen below. */
async function showsChoices(page: Page): Promise<void> {
  await page.getByLabel('Name for email').waitFor()
  expect(await page.getByLabel('Name for email').inputValue()).toBe('Address')
  expect(await page.getByRole('combobox', { name: 'E-mail', exact: true }).inputValue()).toBe('')
  expect(await page.getByLabel('List name').inputValue()).toBe('Fair')
}

test('the mapping of a file is in the address: it survives a reload, the Back button and a new tab', async () => {
  const importer = await createImporter(app, 100)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('heading', { name: 'a.csv' }).waitFor()
  await page.getByRole('combobox', { name: 'E-mail', exact: true }).click()
  await page.getByRole('option', { name: 'No column' }).click()
  await page.getByLabel('Name for email').fill('Address')
  await page.getByLabel('List name').fill('Fair')
  await page.waitForURL(
    (url) => url.searchParams.has('upload') && url.searchParams.get('draft')?.includes('Fair') === true,
  )

  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  const warning = page.getByRole('dialog', { name: 'Leave this import?' })
  await warning.getByRole('button', { name: 'Stay' }).click()
  await warning.waitFor({ state: 'detached' })
  await showsChoices(page)
  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  await warning.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  await page.goBack()
  await showsChoices(page)
  const address = page.url()
  await page.reload()
  await showsChoices(page)

  const other = await page.context().newPage()
  await other.goto(address)
  await showsChoices(other)
  await other.getByRole('button', { name: 'Start import' }).click()
  await other.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await other.getByRole('table').getByText('Completed').waitFor()
  const list = await app.prisma.list.findFirstOrThrow({ where: { ownerId: importer.userId } })
  const rows = await app.prisma.listRow.findMany({ where: { listId: list.id }, orderBy: { id: 'asc' } })
  expect(list.name).toBe('Fair')
  expect(rows.map(({ email, custom }) => [email, custom])).toEqual([
    [null, { Address: 'ada@a.example' }],
    [null, { Address: 'grace@a.example' }],
  ])
  expect(errors).toEqual([])
})

test('an address of an upload that does not exist says so', async () => {
  const { token } = await app.createUser()
  const path = '/new-import?upload=0198c0de-0000-7000-8000-000000000000&draft=%7Bnonsense'
  const { page } = await browser.view(app, { path, token })
  await page.getByRole('alert').getByText('Couldn’t read the file').waitFor()
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  await page.waitForURL((url) => url.search === '')
})
