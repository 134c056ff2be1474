import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('credits show what can be spent, and each change of it', async () => {
  const importer = await createImporter(app, 100)
  await importer.importCsv(people(10))
  const { page, complaints } = await browser.view(app, { path: '/credits', token: importer.token })
  const ledger = page.getByRole('region', { name: 'Ledger of credits' })
  await ledger.getByText('Leads imported').waitFor()
  expect(await page.locator('dl').innerText()).toMatch(/Available\s+92\s.*Set aside\s+0\s.*Balance\s+92\s/s)
  expect(await ledger.getByRole('row').allInnerTexts()).toEqual([
    expect.stringMatching(/When\s+What\s+Balance\s+Set aside/),
    expect.stringMatching(/Set-aside credits given back\s+–\s+−2$/),
    expect.stringMatching(/Leads imported\s+−8\s+−8$/),
    expect.stringMatching(/Set aside for an import\s+–\s+\+10$/),
    expect.stringMatching(/Credits added\s.*\+100\s+–$/s),
  ])
  await page.getByRole('img', { name: 'The balance over the last 2 changes: from 100 to 92' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(complaints).toEqual([])
})

test('the block list takes companies one a line, keeps what blocks nothing in the field, and lets one go', async () => {
  const { token } = await createImporter(app, 0)
  const { page, complaints } = await browser.view(app, { path: '/block-list', token })
  await page.getByText('Nobody is blocked').waitFor()
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
  await page.getByRole('button', { name: 'Unblock it' }).click()
  await page.getByText('1 entry').waitFor()
  expect(await table.getByText('Globex Corporation').count()).toBe(0)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(complaints).toEqual([])
})

test('LinkedIn accounts show their state, are read anew, and say in the words of the API why none can be connected', async () => {
  const { token, userId } = await createImporter(app, 0)
  const { page, complaints } = await browser.view(app, { path: '/accounts', token })
  await page.getByText('Used for imports').waitFor()
  await page.getByRole('button', { name: 'Connect an account' }).click()
  await page.getByRole('alert').getByText('sandbox').waitFor()
  await app.prisma.linkedInAccount.updateMany({ where: { userId }, data: { status: 'CREDENTIALS' } })
  await page.reload()
  await page.getByText('The sign-in has expired').waitFor()
  await page.getByText('No search can be imported now').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Read them now' }).click()
  await page.getByText('Used for imports').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(complaints).toEqual([])
})
