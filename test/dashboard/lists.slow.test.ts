import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { addCompany, createLongList } from '../support/leads.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('a list of thousands of people can be scrolled by keyboard and searched, and shows a person in full', async () => {
  const { userId, token } = await app.createUser()
  const listId = await createLongList(app, userId, 5_200)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token })
  const table = page.getByRole('grid', { name: 'People' })
  await page.getByRole('status').getByText('5,200 people').waitFor()
  expect(await table.getAttribute('aria-rowcount')).toBe('5201')

  await page.getByRole('region', { name: 'People' }).press('End')
  await page.locator('tr[aria-rowindex="5201"]').getByText('Person 5200', { exact: true }).waitFor()
  expect(await table.locator('tr').count()).toBeLessThan(100)

  await page.getByRole('textbox', { name: 'Search' }).fill('person 4321')
  await page.getByRole('status').getByText('1 person').waitFor()
  await page.getByRole('button', { name: 'Person 4321' }).click()
  const panel = page.getByRole('dialog', { name: 'Person 4321' })
  for (const text of ['p4321@long.example', 'Gold 4321', 'Long Company', 'Forestry', '1,234']) {
    await panel.getByText(text, { exact: true }).first().waitFor()
  }
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Search' }).fill('no such person')
  await page.getByText('No matches').waitFor()

  await page.getByRole('tab', { name: 'Companies' }).click()
  await page.getByRole('row', { name: 'Long Company long.example Forestry 1,234' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/lists/${listId}/companies`)
  expect(errors).toEqual([])
})

test('the skipped rows of an import can be filtered by result and reason, and downloaded', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv(people(100), { name: 'Guests' })
  const context = { acceptDownloads: true }
  const path = `/lists/${first.listId}`
  const { page, errors } = await browser.view(app, { path, token: importer.token, context })
  await page.getByRole('status').getByText('80 people').waitFor()
  // The rows of another import appear without a reload.
  await importer.importCsv(people(10, 'b.example'), { listId: first.listId })
  await page.getByRole('status').getByText('88 people').waitFor()

  await page.getByRole('tab', { name: 'Imports' }).click()
  await page.getByRole('img', { name: '80 imported, 10 merged, 10 invalid' }).waitFor()
  await page.getByRole('link', { name: '10 rows not added, 10 merged' }).click()
  await page.getByRole('status').getByText('20 rows').waitFor()
  await page.getByText('Invalid 10').click()
  await page.getByRole('status').getByText('10 rows').waitFor()
  expect(await page.getByRole('gridcell', { name: 'Merged' }).count()).toBe(0)

  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const download = await started
  expect(download.suggestedFilename()).toBe('Guests - outcomes.csv')
  const { importRun } = await importer.query<{ importRun: { outcomesCsvUrl: string } }>(
    'query ($id: ID!) { importRun(id: $id) { outcomesCsvUrl } }',
    { id: first.runId },
  )
  const expected = await fetch(`${importRun.outcomesCsvUrl}&verdicts=INVALID`)
  const content = await readFile(await download.path())
  expect(content).toEqual(Buffer.from(await expected.arrayBuffer()))
  expect(content.toString().trim().split('\r\n')).toHaveLength(11)

  await page.getByText('Invalid 10').click()
  await page.getByText('Same e-mail 10').click()
  // The status is that of the filter before until the rows are there.
  await page.getByRole('gridcell', { name: 'Merged' }).first().waitFor()
  await page.getByRole('status').getByText('10 rows').waitFor()
  expect(await page.getByRole('gridcell', { name: 'Invalid' }).count()).toBe(0)
  await page.getByRole('button', { name: '9', exact: true }).click()
  const panel = page.getByRole('dialog', { name: 'Row 9' })
  for (const text of ['Merged', 'Person 8', 'Person 9']) await panel.getByText(text, { exact: true }).waitFor()
  expect(errors).toEqual([])
})

test('enrichment can be stopped and started again', async () => {
  const importer = await createImporter(app)
  const csv =
    'fullName,company.domain,company.linkedinUrl\nAda,ada.example,https://www.linkedin.com/company/ada-example\n'
  const { listId } = await importer.importCsv(csv)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}/companies`, token: importer.token })
  const bar = page.getByRole('progressbar', { name: 'Enrichment of A list' })
  await bar.waitFor()
  await page.getByRole('button', { name: 'Stop enrichment' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('0 of 1 enriched').waitFor()
  await page.getByRole('button', { name: '1 not enriched – why?' }).click()
  await page.getByRole('dialog', { name: '1 not enriched' }).getByText('cancelled').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Enrich again' }).click()
  await bar.waitFor()
  expect(errors).toEqual([])
})

test('lists can be renamed and deleted in place, and an empty page leads to a new import', async () => {
  const importer = await createImporter(app)
  await importer.importCsv(people(10), { name: 'Old name' })
  const { page, errors } = await browser.view(app, { path: '/lists', token: importer.token })
  await page.getByRole('row', { name: 'Old name' }).getByRole('cell', { name: '8', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Rename Old name' }).click()
  await page.getByLabel('List name').fill(' ')
  await page.keyboard.press('Enter')
  await page.getByText('A list needs a name.').waitFor()
  await page.getByLabel('List name').fill('New name')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'New name' }).click()
  await page.getByRole('heading', { name: 'New name', level: 1 }).waitFor()
  expect(await app.prisma.list.count({ where: { ownerId: importer.userId, name: 'New name' } })).toBe(1)

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('8 people').last().waitFor()
  await page.getByRole('button', { name: 'Delete list' }).click()
  await page.getByText('No lists yet').waitFor()
  expect(await app.prisma.list.count({ where: { ownerId: importer.userId } })).toBe(0)
  await page.getByRole('link', { name: 'New import' }).click()
  await page.getByRole('heading', { name: 'New import', level: 1 }).waitFor()
  expect(errors).toEqual([])
})

test('the list of another user looks like one that does not exist', async () => {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(people(10), { name: 'A secret' })
  const { token } = await app.createUser()
  const seen = async (path: string) => {
    const { page, errors } = await browser.view(app, { path, token })
    await page.getByRole('heading', { name: 'Page not found', level: 1 }).waitFor()
    return { text: await page.locator('body').innerText(), title: await page.title(), errors }
  }
  const [theirs, none] = [
    await seen(`/lists/${listId}/skipped-rows`),
    await seen(`/lists/${randomUUID()}/skipped-rows`),
  ]
  expect(theirs).toEqual(none)
  expect(theirs).toMatchObject({ errors: [] })
})

test('the pages of lists are accessible in light and dark mode and on a phone', async () => {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(people(10), {
    name: 'A list with a rather long name for a narrow screen',
  })
  await addCompany(app, importer.userId, listId, { name: 'Acme', domain: 'acme.example' })
  const { page } = await browser.view(app, { path: '/lists', token: importer.token })
  await page.getByRole('table').waitFor()
  await expectAccessible(page)
  await page.setViewportSize({ width: 360, height: 800 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('link', { name: 'A list with' }).click()
  const tabs = { People: 'Person 1', Companies: 'Acme', Imports: 'File', 'Skipped rows': 'Result' }
  for (const [tab, text] of Object.entries(tabs)) {
    await page.getByRole('tab', { name: tab }).click()
    await page.getByRole('tabpanel').getByText(text, { exact: true }).first().waitFor()
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  }
})
