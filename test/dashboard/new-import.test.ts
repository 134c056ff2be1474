import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { countWaiting, holdPages, people, until } from '../support/runs.ts'
import { workbook } from '../support/workbooks.ts'

const browser = await startBrowser()
const app = await startTestApp({ pageSize: 100 })

test('a file that is dropped is looked into, put right, and becomes a list while the bar moves', async () => {
  const importer = await createImporter(app, 5_000)
  const { page, complaints } = await browser.view(app, { path: '/new-import', token: importer.token })
  await drop(page, 'Fair 2024.csv', JSON.stringify(people(500)))

  await page.getByRole('heading', { name: 'Fair 2024.csv' }).waitFor()
  await page.getByText('500 rows · 2 columns · UTF-8 · separated by commas · header in line 1').waitFor()
  await page.getByText('400 new, 50 merged, 50 unreadable: 400 credits of 5,000').waitFor()
  await page.getByText('Person 1 · Person 2 · Person 3').waitFor()

  await choose(page, 'E-mail', 'No column')
  await page.getByText('450 new, 50 unreadable: 450 credits of 5,000').waitFor()
  expect(await page.getByLabel('Name for email').inputValue()).toBe('email')
  await choose(page, 'Full name', 'No column')
  const fault = page.getByText('No column says who the leads are')
  await fault.first().waitFor()
  expect(await page.getByLabel('Full name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  // A column that comes to fill a field leaves the one that it filled before.
  await page.getByRole('combobox', { name: 'Full name' }).focus()
  await page.keyboard.type('ema')
  await page.getByRole('option', { name: 'email' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=option][data-combobox-selected]').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('p1@a.example · p2@a.example').waitFor()
  await choose(page, 'E-mail', 'email')
  await choose(page, 'Full name', 'fullName')
  await page.getByText('400 new, 50 merged, 50 unreadable: 400 credits of 5,000').waitFor()
  await fault.first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Examples of each' }).click()
  await page.getByRole('group', { name: 'Unreadable' }).getByText('Row 10: ').waitFor()

  let release = await holdPages(app.pool, importer.userId)
  await page.getByRole('button', { name: 'Start the import' }).dblclick()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  for (const percent of [0, 20, 40]) {
    await page.locator(`[role=progressbar][aria-valuenow="${percent}"]`).waitFor()
    // Whoever asks for the lock now gets it when the one page that waits for it is written.
    await until(async () => (await countWaiting(app.pool, importer.userId)) === 1)
    const next = holdPages(app.pool, importer.userId)
    await until(async () => (await countWaiting(app.pool, importer.userId)) === 2)
    await release()
    release = await next
  }
  await release()
  await page.getByRole('row', { name: /^Fair 2024 .*Completed 400 50 0 0 50 0$/ }).waitFor()
  expect(await app.prisma.importRun.count({ where: { list: { ownerId: importer.userId } } })).toBe(1)
  expect(complaints).toEqual([])
})

test('a large file goes by itself, and a workbook shows one sheet or another', async () => {
  const importer = await createImporter(app, 5_000)
  await importer.importCsv('fullName,email\nAda,ada@a.example\n', { name: 'There already' })
  const { page, complaints } = await browser.view(app, { path: '/new-import', token: importer.token })
  await page.evaluate(`{
    window.shares = []
    const look = () => {
      const bar = document.querySelector('[aria-label="Sending large.csv"]')
      if (bar) shares.push(bar.ariaValueNow)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
  }`)
  // Made in the browser, which is where a file comes from.
  await drop(page, 'large.csv', "'email,notes\\n' + ('p@a.example,' + 'x'.repeat(90_000) + '\\n').repeat(50)")
  await page.getByText('1 new, 49 merged: 1 credit of 4,999').waitFor()
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
  await page.getByText('1 new, 1 in other lists: 1 credit of 4,999').waitFor()
  await page.getByRole('switch').click()
  await page.getByText('2 new: 2 credits of 4,999').waitFor()
  await page.getByText('A list of mine').click()
  await choose(page, 'List', 'There already')
  await page.getByText('1 new, 1 merged: 1 credit of 4,999').waitFor()

  await choose(page, 'Sheet', 'Firms')
  await page.getByText('judging by “Company”').waitFor()
  expect(await page.getByRole('radio', { name: 'A company' }).isChecked()).toBe(true)
  await page.getByText('A list of mine').click()
  await page.getByRole('button', { name: 'Start the import' }).click()
  await choose(page, 'List', 'There already')
  await page.getByRole('button', { name: 'Start the import' }).click()
  await page
    .getByRole('row', { name: /^There already .*Completed 1 0 0 0 0 0$/ })
    .nth(1)
    .waitFor()
  await until(async () => (await app.prisma.companyRow.count({ where: { list: { ownerId: importer.userId } } })) === 1)
  expect(complaints).toEqual([])
})

test('a search is refused in the words of the API, and imported to its end', async () => {
  const importer = await createImporter(app, 5_000)
  const { page, complaints } = await browser.view(app, { path: '/new-import', token: importer.token })
  const start = page.getByRole('button', { name: 'Start the import' })
  await start.waitFor()
  await expectAccessible(page)
  const address = page.getByLabel('Address of the search')
  await address.fill('https://www.linkedin.com/sales/search/company?query=x')
  await start.click()
  await page.getByText('That is a company search.').waitFor()
  expect(await address.getAttribute('aria-invalid')).toBe('true')

  const usable = { where: { userId: importer.userId } }
  await address.fill('https://www.linkedin.com/sales/search/people?query=(keywords:growth)')
  await app.prisma.linkedInAccount.updateMany({ ...usable, data: { status: 'CREDENTIALS' } })
  await start.click()
  await page.getByRole('alert').getByText('No Sales Navigator account found').waitFor()
  expect(await page.getByRole('alert').getByRole('link').getAttribute('href')).toBe('/accounts')
  await app.prisma.linkedInAccount.updateMany({ ...usable, data: { status: 'OK' } })
  await page.getByLabel('New leads at most').fill('150')
  await page.getByLabel('Name of the list').fill('Growth people')
  await start.click()
  await page.getByRole('row', { name: /^Growth people .*Completed 150 / }).waitFor()
  expect(complaints).toEqual([])
})

test('who has no credits is told before the start, and after it in the words of the API', async () => {
  const importer = await createImporter(app, 0)
  const { page } = await browser.view(app, { path: '/new-import', token: importer.token })
  await pick(page, 'people.csv', people(10))
  await page.getByText('0 new, 1 unreadable, 9 without a credit: 9 credits of 0').waitFor()
  await page.getByText('This takes 9 credits, and you have 0.').waitFor()
  await page.getByRole('button', { name: 'Start the import' }).click()
  await page.getByRole('alert').getByText('Insufficient credits: at least 1 needed, 0 available.').waitFor()
  expect(await app.prisma.list.count({ where: { ownerId: importer.userId } })).toBe(0)
})

test('a file is looked into by everybody, in light and dark colours and on a phone', async () => {
  const importer = await createImporter(app, 3)
  const { page } = await browser.view(app, { path: '/new-import', token: importer.token })
  await pick(page, 'people.csv', people(20))
  await page.getByText('3 new, 2 unreadable').waitFor()
  await page.getByRole('button', { name: 'Examples of each' }).click()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

/** Drops a file on the page, as from another window; its content is what an expression is worth there. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${content}], ${JSON.stringify(name)}))
    return transfer
  })()`)
  await page.dispatchEvent('main', 'dragover', { dataTransfer })
  await page.getByText('Drop the file to look into it').waitFor()
  await page.dispatchEvent('main', 'drop', { dataTransfer })
}

/** Picks a file by the button. */
async function pick(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.from(content)
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
}

/** Chooses an option. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}
