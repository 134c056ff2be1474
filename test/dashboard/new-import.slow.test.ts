import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { grantCredits } from '../../src/credits/ledger.ts'
import { transaction } from '../../src/db/client.ts'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { choose, pick, previewed } from '../support/import-page.ts'
import { createImporter } from '../support/imports.ts'
import { countWaiting, holdPages, people } from '../support/runs.ts'
import { waitFor } from '../support/wait-for.ts'
import { workbook } from '../support/workbooks.ts'

const browser = await startBrowser()
const app = await startTestApp({ pageSize: 100 })

test('a dropped file is previewed, its mapping corrected, and its import followed live', async () => {
  const importer = await createImporter(app, 5_000)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await drop(page, 'Fair 2024.csv', JSON.stringify(people(500)))

  await page.getByRole('heading', { name: 'Fair 2024.csv' }).waitFor()
  await page.getByText('500 rows · 2 columns · UTF-8 · comma-separated · header in line 1').waitFor()
  await previewed(page, { IMPORTED: 400, MERGED: 50, INVALID: 50 }, 'Uses 400 of 5,000 credits')
  await page.getByText('Person 1 · Person 2 · Person 3').waitFor()

  await choose(page, 'E-mail', 'No column')
  await previewed(page, { IMPORTED: 450, INVALID: 50 }, 'Uses 450 of 5,000 credits')
  expect(await page.getByLabel('Name for email').inputValue()).toBe('email')
  await choose(page, 'Full name', 'No column')
  const fault = page.getByText('Map a name, an e-mail or a LinkedIn column.')
  await fault.first().waitFor()
  expect(await page.getByLabel('Full name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  // Mapping a column to another field removes it from the previous one.
  await page.getByRole('combobox', { name: 'Full name' }).focus()
  await page.keyboard.type('ema')
  await page.getByRole('option', { name: 'email' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=option][data-combobox-selected]').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('p1@a.example · p2@a.example').waitFor()
  await choose(page, 'E-mail', 'email')
  await choose(page, 'Full name', 'fullName')
  await previewed(page, { IMPORTED: 400, MERGED: 50, INVALID: 50 }, 'Uses 400 of 5,000 credits')
  await fault.first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Show examples' }).click()
  await page.getByRole('group', { name: 'Invalid' }).getByText('Row 10: ').waitFor()

  let release = await holdPages(app.pool, importer.userId)
  await page.getByRole('button', { name: 'Start import' }).dblclick()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  for (const percent of [0, 20, 40]) {
    await page.locator(`[role=progressbar][aria-valuenow="${percent}"]`).waitFor()
    // The lock requested next is granted after the page that already waits for it is written.
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 1)
    const next = holdPages(app.pool, importer.userId)
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 2)
    await release()
    release = await next
  }
  await release()
  await page.getByRole('row', { name: /^Fair 2024 .*Completed .* 400 50 50$/ }).waitFor()
  expect(await app.prisma.importRun.count({ where: { list: { ownerId: importer.userId } } })).toBe(1)
  expect(errors).toEqual([])
})

test('a large file shows its upload progress, and a workbook lets the user choose a sheet', async () => {
  const importer = await createImporter(app, 5_000)
  await importer.importCsv('fullName,email\nAda,ada@a.example\n', { name: 'Existing' })
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await page.evaluate(`{
    window.shares = []
    const look = () => {
      const bar = document.querySelector('[aria-label="Uploading large.csv"]')
      if (bar) shares.push(bar.ariaValueNow)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
  }`)
  // Created in the browser because it is too large to pass from the test.
  await drop(page, 'large.csv', "'email,notes\\n' + ('p@a.example,' + 'x'.repeat(90_000) + '\\n').repeat(50)")
  await previewed(page, { IMPORTED: 1, MERGED: 49 }, 'Uses 1 of 4,999 credits')
  expect(await page.evaluate('shares')).toEqual(expect.arrayContaining(['0', '100']))
  await page.getByRole('button', { name: 'Start over' }).click()

  const book = workbook(
    {
      Leads: [
        ['Name', 'Email'],
        ['Ada', 'ada@a.example'],
        ['Grace', 'grace@a.example'],
      ],
      Firms: [
        ['Company', 'Website', 'Industry'],
        ['Acme', 'acme.example', 'Anvils'],
      ],
    },
    'xlsx',
  )
  await pick(page, 'book.xlsx', book)
  await previewed(page, { IMPORTED: 1, CROSS_LIST: 1 }, 'Uses 1 of 4,999 credits')
  await page.getByRole('switch').click()
  await previewed(page, { IMPORTED: 2 }, 'Uses 2 of 4,999 credits')
  await page.getByText('Existing list').click()
  await choose(page, 'List', 'Existing')
  await previewed(page, { IMPORTED: 1, MERGED: 1 }, 'Uses 1 of 4,999 credits')

  await choose(page, 'Sheet', 'Firms')
  await page.getByText('judging by “Company”').waitFor()
  expect(await page.getByRole('radio', { name: 'A company' }).isChecked()).toBe(true)
  await page.getByText('Existing list').click()
  await page.getByRole('button', { name: 'Start import' }).click()
  await choose(page, 'List', 'Existing')
  await page.getByRole('button', { name: 'Start import' }).click()
  await page
    .getByRole('row', { name: /^Existing .*Completed .* 1$/ })
    .nth(1)
    .waitFor()
  await waitFor(
    async () => (await app.prisma.companyRow.count({ where: { list: { ownerId: importer.userId } } })) === 1,
  )
  expect(errors).toEqual([])
})

test('a search shows why it was refused, and is imported once it is valid', async () => {
  const importer = await createImporter(app, 5_000)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  const start = page.getByRole('button', { name: 'Start import' })
  await start.waitFor()
  await expectAccessible(page)
  const address = page.getByLabel('Sales Navigator URL')
  await address.fill('https://www.linkedin.com/sales/search/company?query=x')
  await start.click()
  await page.getByText('This is a company search.').waitFor()
  expect(await address.getAttribute('aria-invalid')).toBe('true')

  const usable = { where: { userId: importer.userId } }
  await address.fill('https://www.linkedin.com/sales/search/people?query=(keywords:growth)')
  await app.prisma.linkedInAccount.updateMany({ ...usable, data: { status: 'CREDENTIALS' } })
  await start.click()
  await page.getByRole('alert').getByText('No Sales Navigator account found').waitFor()
  expect(await page.getByRole('alert').getByRole('link').getAttribute('href')).toBe('/accounts')
  await app.prisma.linkedInAccount.updateMany({ ...usable, data: { status: 'OK' } })
  await page.getByLabel('Maximum new leads').fill('150')
  await page.getByLabel('List name').fill('Growth people')
  await start.click()
  await page.getByRole('row', { name: /^Growth people .*Completed 150 / }).waitFor()
  expect(errors).toEqual([])
})

test('a user without credits can start an import only once an administrator has granted some', async () => {
  const importer = await createImporter(app, 0)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await page.getByText('You have 0 credits. Ask the administrator of this server for credits.').waitFor()
  const start = page.getByRole('button', { name: 'Start import' })
  expect(await start.isDisabled()).toBe(true)
  await pick(page, 'people.csv', people(10))
  await previewed(page, { INVALID: 1, UNAFFORDABLE: 9 })
  await page.getByText('This import needs 9 credits. You have 0. Ask the administrator').waitFor()
  expect(await start.isDisabled()).toBe(true)

  await transaction(app.pool, (client) => grantCredits(client, importer.userId, 20, 'More'))
  await page.evaluate('dispatchEvent(new Event("focus"))')
  await page.getByText('Uses 8 of 20 credits').waitFor()
  await start.click()
  await page.getByRole('row', { name: /^people .*Completed/ }).waitFor()
  expect(errors).toEqual([])
})

test('the preview of a file is accessible in light and dark mode and on a phone', async () => {
  const importer = await createImporter(app, 3)
  const { page } = await browser.view(app, { path: '/new-import', token: importer.token })
  await pick(page, 'people.csv', people(20))
  await previewed(page, { IMPORTED: 3, INVALID: 2, UNAFFORDABLE: 15 })
  await page.getByRole('button', { name: 'Show examples' }).click()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

/** Drops a file on the page; `content` is a JavaScript expression that is evaluated there. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${content}], ${JSON.stringify(name)}))
    return transfer
  })()`)
  await page.dispatchEvent('main', 'dragover', { dataTransfer })
  await page.getByText('Drop to preview').waitFor()
  await page.dispatchEvent('main', 'drop', { dataTransfer })
}
