import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createList } from '../../src/lists/create.ts'
import { startTestApp } from '../support/app.ts'
import { expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { addPeople, createLongList } from '../support/leads.ts'

const browser = await startBrowser()
const app = await startTestApp({ role: 'api' })

async function createGuests() {
  const { userId, token } = await app.createUser()
  const listId = await createList(app.pool, userId, 'Guests')
  await addPeople(app, userId, listId, [
    { fullName: 'Ada', email: 'ada@a.example', companyName: 'Acme', title: 'Countess', custom: { Region: 'North' } },
    { fullName: 'Carl', companyName: 'Movers', title: 'Director', custom: { Region: 'South' } },
    { fullName: 'Emmy', email: 'emmy@z.example', companyName: 'Zeta', title: 'Director' },
  ])
  return { userId, token, listId }
}

/** Returns the names in the table, in their order. */
async function namesIn(page: Page): Promise<string[]> {
  return await page.getByRole('grid').locator('td[data-column="0"]').allInnerTexts()
}

test('columns, order and filters are part of the address, and the export has what is shown', async () => {
  const { token, listId } = await createGuests()
  const context = { acceptDownloads: true }
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token, context })
  await page.getByRole('status').getByText('3 people').waitFor()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Region' }).click()
  await page.getByRole('gridcell', { name: 'North' }).waitFor()
  await page.getByRole('checkbox', { name: 'Source' }).click()
  await page.getByRole('columnheader', { name: 'Source' }).waitFor({ state: 'detached' })
  await expectAccessibleEverywhere(page)
  await page.keyboard.press('Escape')

  const byCompany = page.getByRole('columnheader', { name: 'Company' })
  await byCompany.getByRole('button', { name: 'Company', exact: true }).click()
  await byCompany.getByRole('button', { name: 'Company', exact: true }).click()
  await expect.poll(() => namesIn(page)).toEqual(['Emmy', 'Carl', 'Ada'])
  expect(await byCompany.getAttribute('aria-sort')).toBe('descending')
  await page.getByRole('button', { name: 'Filter by Title' }).click()
  await page.getByRole('textbox', { name: 'Text' }).fill('director')
  await page.keyboard.press('Enter')
  await page.getByRole('status').getByText('2 people').waitFor()
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Filter by', { exact: true }).selectOption('E-mail')
  await page.getByLabel('Value').selectOption('with a value')
  await expectAccessibleEverywhere(page)
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => namesIn(page)).toEqual(['Emmy'])

  await page.getByRole('button', { name: 'Export' }).click()
  const exporting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Shown columns as CSV' }).click()
  const [header, ...rows] = (await readFile(await (await exporting).path(), 'utf8')).trim().split('\r\n')
  expect(header).toMatch(/^\W?id,fullName,title,companyName,email,.*,Region$/)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatch(/,Emmy,Director,Zeta,emmy@z\.example,/)

  // A link shows the same, also where nothing is remembered.
  const { pathname, search } = new URL(page.url())
  const other = await browser.view(app, { path: pathname + search, token })
  await other.page.getByText('Title contains “director”').waitFor()
  await expect.poll(() => namesIn(other.page)).toEqual(['Emmy'])
  await other.page.getByRole('columnheader', { name: 'Region' }).waitFor()
  await other.page.getByRole('button', { name: 'Remove filter: E-mail with a value' }).click()
  await expect.poll(() => namesIn(other.page)).toEqual(['Emmy', 'Carl'])
  // Without them in the address, this browser remembers the columns.
  await page.goto(`/lists/${listId}`)
  await expect.poll(() => namesIn(page)).toEqual(['Ada', 'Carl', 'Emmy'])
  await page.getByRole('columnheader', { name: 'Region' }).waitFor()
  expect([...errors, ...other.errors]).toEqual([])
})

test('a panel beside the table shows the rows before and after, and links to the company and its people', async () => {
  const { userId, token } = await app.createUser()
  const listId = await createLongList(app, userId, 600)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token })
  await page.getByRole('button', { name: 'Person 2', exact: true }).click()
  await page.getByRole('dialog', { name: 'Person 2' }).getByText('Gold 2', { exact: true }).waitFor()
  const [table, panel] = await Promise.all([
    page.getByRole('region', { name: 'People' }).boundingBox(),
    page.getByRole('dialog').boundingBox(),
  ])
  expect(panel?.x).toBeGreaterThanOrEqual((table?.x ?? 0) + (table?.width ?? 0))
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByRole('dialog', { name: 'Person 1' }).waitFor()
  expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('dialog', { name: 'Person 2' }).waitFor()
  await expectAccessibleEverywhere(page)

  await page.getByRole('link', { name: 'Show company' }).click()
  await page.getByRole('dialog', { name: 'Long Company' }).waitFor()
  await page.getByRole('link', { name: 'Show its people' }).click()
  await page.getByText('Company is “Long Company”').waitFor()
  await page.getByRole('status').getByText('600 people').waitFor()
  expect(errors).toEqual([])
})

test('arrows move through a table of which one cell is in the order of tabs, and rows keep 40 pixels', async () => {
  const { userId, token } = await app.createUser()
  const listId = await createLongList(app, userId, 600)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token })
  await page.getByRole('button', { name: 'Person 1', exact: true }).waitFor()
  const focused = () =>
    page.evaluate('document.activeElement.closest("tr")?.ariaRowIndex + " " + document.activeElement.innerText')
  expect(await page.locator('td[tabindex="0"]').count()).toBe(1)
  await page.locator('td[tabindex="0"]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('3 Long Company')
  for (let presses = 0; presses < 10; presses++) await page.keyboard.press('PageDown')
  expect(await focused()).toBe('103 Long Company')
  await page.keyboard.press('Home')
  expect(await focused()).toBe('103 Person 102')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Person 102' }).getByText('Gold 102', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focused()).toBe('103 Person 102')
  const heights = await page.locator('tr[data-index]').evaluateAll((rows) => rows.map((row) => row.clientHeight))
  expect(new Set(heights)).toEqual(new Set([40]))
  expect(errors).toEqual([])
})

test('on a phone rows are cards, which are filtered, selected and opened like the table', async () => {
  const { token, listId } = await createGuests()
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token, width: 390 })
  const cards = page.getByRole('list', { name: 'People' }).getByRole('listitem')
  await expect.poll(() => cards.count()).toBe(3)
  expect(await page.getByRole('grid').count()).toBe(0)
  expect(await cards.first().innerText()).toMatch(/^Ada\s+Title\s+Countess\s+Company\s+Acme\s+E-mail\s+ada@a\.example$/)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Sort by').selectOption('Name, descending')
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await cards.first().innerText()).split('\n')[0]).toBe('Emmy')
  await page.getByRole('checkbox', { name: 'Select row 2' }).click()
  await page.getByRole('status').getByText('1 person selected').waitFor()
  await expectAccessibleEverywhere(page)
  await page.setViewportSize({ width: 390, height: 800 })
  await page.getByRole('button', { name: 'Carl' }).click()
  await page.getByRole('dialog', { name: 'Carl' }).getByText('South').waitFor()
  expect(errors).toEqual([])
})

test('what a pointer has to hit in a list has at least 24 pixels', async () => {
  const { token, listId } = await createGuests()
  const { page } = await browser.view(app, { path: `/lists/${listId}?title.contains=o`, token })
  await page.getByRole('button', { name: 'Ada' }).click()
  await page.getByRole('dialog', { name: 'Ada' }).getByText('North').waitFor()
  const small = await page.locator('main :is(button, select, label, a[aria-label])').evaluateAll((targets) =>
    targets.flatMap((target) => {
      const { width, height } = target.getBoundingClientRect()
      return width === 0 || (width >= 24 && height >= 24) ? [] : [`${target.outerHTML.slice(0, 80)} ${width}×${height}`]
    }),
  )
  expect(small).toEqual([])
})

test('a request that the server refuses leaves what is shown, and is said', async () => {
  const { token } = await createGuests()
  let isFailing = false
  const prepare = (page: Page) =>
    page.route('**/graphql', async (route) => {
      if (!isFailing) return route.fallback()
      await route.fulfill({ json: { errors: [{ message: 'Something broke.', extensions: { code: 'INTERNAL' } }] } })
    })
  const { page } = await browser.view(app, { path: '/lists', token, prepare })
  await page.getByRole('link', { name: 'Guests' }).click()
  await page.getByRole('button', { name: 'Ada', exact: true }).waitFor()
  isFailing = true
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button', { name: 'Name', exact: true }).click()
  await page.getByRole('alert').getByText('Something broke.').waitFor()
  await page.getByRole('button', { name: 'Ada', exact: true }).waitFor()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Lists' }).click()
  await page.getByText('What is shown may be out of date.').waitFor()
  await page.getByRole('link', { name: 'Guests' }).waitFor()
})

test('names and their head stay in view while the other columns scroll', async () => {
  const { token, listId } = await createGuests()
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token, width: 1_000 })
  const name = page.getByRole('gridcell', { name: 'Ada', exact: true })
  await name.waitFor()
  await page.getByRole('region', { name: 'People' }).evaluate((region) => region.scrollTo({ left: 150 }))
  const lefts = () =>
    Promise.all(
      [page.getByRole('columnheader', { name: 'Name' }), name].map(async (cell) => (await cell.boundingBox())?.x),
    )
  await expect
    .poll(async () => (await page.getByRole('columnheader', { name: 'Title' }).boundingBox())?.x)
    .toBeLessThan(400)
  const [head, cell] = await lefts()
  expect(head).toBe(cell)
  expect(errors).toEqual([])
})
