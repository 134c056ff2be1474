import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { holdPages, people, startImport } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

/** Lets a test say that the tab is in the background, and records the notifications of the browser. */
const background = `
  window.isHidden = false
  window.notified = []
  Object.defineProperty(document, 'hidden', { get: () => window.isHidden })
  window.Notification = class {
    static permission = 'default'
    static async requestPermission() { return (this.permission = 'granted') }
    constructor(title, { body }) { window.notified.push(title + ' ' + body) }
  }`

test('the end of an import is announced with what it did, also to a user who is elsewhere, and can be undone there', async () => {
  const importer = await createImporter(app, 100)
  const release = await holdPages(app.pool, importer.userId)
  const { listId } = await startImport(importer, people(10), { name: 'Guests' })
  const prepare = (page: Page) => page.addInitScript(background)
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token, prepare })
  await page.getByRole('progressbar', { name: 'Progress of Guests' }).waitFor()
  await page.getByRole('button', { name: 'Notify me when imports end' }).click()
  await page.getByRole('button', { name: 'Notify me when imports end' }).waitFor({ state: 'detached' })
  await page.evaluate('window.isHidden = true')
  await release()

  await page.getByRole('alert').getByText('Guests: 8 added, 1 merged').waitFor()
  await expect.poll(() => page.title()).toMatch(/^✓ \P{L}*Guests\P{L}* · Leadstream$/u)
  expect(await page.evaluate('window.notified')).toEqual(['Import completed Guests: 8 added, 1 merged'])
  await page.evaluate(`window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))`)
  await expect.poll(() => page.title()).toMatch(/^\P{L}*Imports\P{L}* · Leadstream$/u)

  const summary = page.getByRole('region', { name: 'Ended: Guests' })
  expect(await summary.locator('dl').innerText()).toMatch(/Added\s+8\s+Merged\s+1\s+Need credits\s+0$/)
  await expectAccessibleEverywhere(page)
  await summary.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('8 leads removed, 8 credits refunded.').waitFor()
  await page.getByRole('button', { name: 'Undo import' }).click()
  await summary.getByText('Undone').waitFor()
  expect(await app.prisma.listRow.count({ where: { listId } })).toBe(0)
  await summary.getByRole('button', { name: 'Dismiss summary' }).click()
  await summary.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

test('lists show how complete they are, and are found by name', async () => {
  const importer = await createImporter(app, 100)
  await importer.importCsv(people(10), { name: 'Guests' })
  await importer.importCsv('fullName,company.name\nAda,Acme\nZoë,Acme\n', { name: 'Customers' })
  const { page, errors } = await browser.view(app, { path: '/lists', token: importer.token })
  await page.getByRole('row', { name: 'Guests' }).getByText('100% with e-mail').waitFor()
  const customers = page.getByRole('row', { name: 'Customers' })
  expect(await customers.innerText()).toMatch(/0% with e-mail\s+100% with company/)
  await page.keyboard.press('/')
  await page.keyboard.type('guest')
  await customers.waitFor({ state: 'detached' })
  await page.getByText('1 list', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await customers.waitFor()
  await expectAccessibleEverywhere(page)
  expect(errors).toEqual([])
})

test('Ctrl-K goes to a page or a list', async () => {
  const importer = await createImporter(app, 100)
  await importer.importCsv(people(10), { name: 'Guests' })
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token })
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  const field = page.getByPlaceholder('Go to a page or a list')
  await page.keyboard.press('Control+k')
  await field.fill('cred')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await field.fill('guest')
  await page.getByRole('dialog').getByText('Guests').waitFor()
  await expectAccessible(page)
  await page.getByRole('dialog').getByText('Guests').click()
  await page.getByRole('heading', { name: 'Guests', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await field.waitFor()
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

test('the first steps lead from the sample file to an export of its list', async () => {
  const importer = await createImporter(app, 100)
  const context = { acceptDownloads: true }
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token, context })
  const steps = page.getByRole('region', { name: 'First steps' })
  await steps.waitFor()
  // In the sandbox an account is connected from the start.
  expect(await steps.getByRole('img', { name: 'Done' }).count()).toBe(1)
  await expectAccessibleEverywhere(page)
  const sampling = page.waitForEvent('download')
  await steps.getByRole('link', { name: 'sample file' }).click()
  const sample = await readFile(await (await sampling).path(), 'utf8')
  const columns = 'First name,Last name,E-mail,Title,Company,Website,City,Country'
  expect(sample.split('\n')[0]).toBe(columns)

  await page.setViewportSize({ width: 1_280, height: 900 })
  await steps.getByRole('link', { name: 'import it' }).click()
  const file = { name: 'sample-leads.csv', mimeType: 'text/csv', buffer: Buffer.from(sample) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('table').getByText('Completed').waitFor()
  await steps.getByRole('link', { name: 'Export the list' }).click()
  await page.getByRole('button', { name: 'Export' }).click()
  const exporting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV', exact: true }).click()
  expect(await readFile(await (await exporting).path(), 'utf8')).toContain('zoe.lindqvist@nordlys.example')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Imports' }).click()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await steps.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})
