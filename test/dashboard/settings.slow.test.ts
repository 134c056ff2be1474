import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('the credits page shows the available credits and every change', async () => {
  const importer = await createImporter(app, 100)
  await importer.importCsv(people(10))
  const { page, errors } = await browser.view(app, { path: '/credits', token: importer.token })
  const history = page.getByRole('region', { name: 'Credit history' })
  await history.getByText('Leads imported').waitFor()
  expect(await page.locator('dl').innerText()).toMatch(/Available\s+92\s.*Reserved\s+0\s.*Balance\s+92\s/s)
  expect(await history.getByRole('row').allInnerTexts()).toEqual([
    expect.stringMatching(/Date\s+Description\s+Balance\s+Reserved/),
    expect.stringMatching(/Unused credits returned\s+–\s+−2$/),
    expect.stringMatching(/Leads imported\s+−8\s+−8$/),
    expect.stringMatching(/Reserved for an import\s+–\s+\+10$/),
    expect.stringMatching(/Credits added\s.*\+100\s+–$/s),
  ])
  await page.getByRole('img', { name: '8 credits used in the last 30 days' }).waitFor()
  const costs = page.getByRole('region', { name: 'Credits by import' })
  await costs.getByRole('row', { name: 'A list' }).waitFor()
  expect(await costs.getByRole('row').allInnerTexts()).toEqual([
    expect.stringMatching(/List\s+Date\s+Source\s+Imported\s+Credits/),
    expect.stringMatching(/^A list\s.*File\s+8\s+8$/s),
  ])
  await page.getByRole('link', { name: '92 credits', exact: true }).waitFor()
  await page.getByRole('note').getByText('Sandbox data').waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(errors).toEqual([])
})

test('the block list adds one company per line, keeps rejected entries in the field, and removes a company', async () => {
  const { token } = await createImporter(app, 0)
  const { page, errors } = await browser.view(app, { path: '/block-list', token })
  await page.getByText('No blocked companies').waitFor()
  await page.getByLabel('Block companies').fill('https://www.acme.com/about\ngmail.com\nGlobex Corporation')
  await page.getByLabel('Reason').fill('A customer')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByText('2 entries').waitFor()
  expect(await page.getByLabel('Block companies').inputValue()).toBe('gmail.com')
  await page.getByText(/^gmail\.com: /).waitFor()
  const table = page.getByRole('region', { name: 'Blocked companies' })
  expect(await table.getByRole('cell', { name: 'A customer' }).count()).toBe(2)
  await expectAccessible(page)

  await table
    .getByRole('row', { name: /Globex/ })
    .getByRole('button', { name: 'Unblock' })
    .click()
  await page.getByRole('button', { name: 'Unblock company' }).click()
  await page.getByText('1 entry').waitFor()
  expect(await table.getByText('Globex Corporation').count()).toBe(0)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(errors).toEqual([])
})

test('the accounts page shows the status of each account, syncs them, and says why none can be connected', async () => {
  const { token, userId } = await createImporter(app, 0)
  const { page, errors } = await browser.view(app, { path: '/accounts', token })
  await page.getByText('Used for imports').waitFor()
  await page.getByRole('button', { name: 'Connect account' }).click()
  await page.getByRole('alert').getByText('sandbox').waitFor()
  await app.prisma.linkedInAccount.updateMany({ where: { userId }, data: { status: 'CREDENTIALS' } })
  await page.reload()
  await page.getByText('The LinkedIn session expired').waitFor()
  await page.getByText('Searches can’t be imported').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.getByText('Used for imports').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(errors).toEqual([])
})
