import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { choose, pick, previewed } from '../support/import-page.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const browser = await startBrowser()
const app = await startTestApp()

test('the preview and the start button are in view, the first rows are folded, and a saved mapping is said and forgotten', async () => {
  const importer = await createImporter(app)
  await importer.importCsv(people(20))
  const context = { viewport: { width: 1_440, height: 900 } }
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token, context })
  await pick(page, 'people.csv', people(20, 'b.example'))
  await previewed(page, { IMPORTED: 16, MERGED: 2, INVALID: 2 }, 'Uses 16 of 984 credits')
  for (const part of [
    page.getByRole('button', { name: 'Start import' }),
    page.getByRole('progressbar', { name: 'Preview of the import' }),
  ]) {
    const { y = 0, height = 0 } = (await part.boundingBox()) ?? {}
    expect(y).toBeGreaterThan(0)
    expect(y + height).toBeLessThan(900)
  }
  const rows = page.getByRole('region', { name: 'First rows of the file' }).getByRole('row')
  expect(await rows.count()).toBe(4)
  await page.getByRole('button', { name: 'Show 20 rows' }).click()
  expect(await rows.count()).toBe(21)

  const saved = page.getByText('Mapped as in your last import of these columns')
  await saved.waitFor()
  await page.getByRole('button', { name: 'Forget this mapping' }).click()
  await saved.waitFor({ state: 'detached' })
  await previewed(page, { IMPORTED: 16, MERGED: 2, INVALID: 2 }, 'Uses 16 of 984 credits')
  expect(await app.prisma.savedMapping.count({ where: { ownerId: importer.userId } })).toBe(0)
  expect(errors).toEqual([])
})

test('the user chooses what happens to leads that are in the list, and what identifies them', async () => {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv('fullName,email,title\nAda,ada@a.example,CTO\n', { name: 'Existing' })
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await pick(page, 'a.csv', 'fullName,email,title\nAda B,ada@a.example,CEO\nGrace,grace@a.example,CIO\n')
  await page.getByText('Existing list').click()
  await choose(page, 'List', 'Existing')
  await previewed(page, { IMPORTED: 1, MERGED: 1 })
  await page.getByRole('button', { name: 'Change matching' }).click()
  await page.getByRole('checkbox', { name: 'E-mail' }).uncheck()
  await previewed(page, { IMPORTED: 2 })
  await expectAccessibleEverywhere(page)
  await page.getByRole('checkbox', { name: 'E-mail' }).check()
  await choose(page, 'If a lead is already in the list', 'Replace its values')
  await page.getByRole('switch', { name: 'Add no new leads' }).click()
  await previewed(page, { MERGED: 1, NO_MATCH: 1 }, 'Uses 0 of 999 credits')
  await page.waitForURL((url) => url.search.includes('OVERWRITE'))
  await page.reload()
  await previewed(page, { MERGED: 1, NO_MATCH: 1 }, 'Uses 0 of 999 credits')
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('table').getByText('Completed').nth(1).waitFor()
  const rows = await app.prisma.listRow.findMany({ where: { listId } })
  expect(rows.map(({ fullName, title }) => [fullName, title])).toEqual([['Ada B', 'CEO']])
  expect(errors).toEqual([])
})

test('rows that are pasted from a spreadsheet become the file', async () => {
  const importer = await createImporter(app)
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token })
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  const paste = (text: string) =>
    page.evaluate(`{
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', ${JSON.stringify(text)})
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    }`)
  await paste('one word')
  await paste('Name\tE-mail\nAda\tada@a.example\nGrace\tgrace@a.example\n')
  await page.getByRole('heading', { name: 'Pasted rows.tsv' }).waitFor()
  await previewed(page, { IMPORTED: 2 }, 'Uses 2 of 1,000 credits')
  expect(await page.getByLabel('List name').inputValue()).toBe('Pasted rows')
  expect(errors).toEqual([])
})

test('the preview of a long file shows its progress', async () => {
  const importer = await createImporter(app)
  const held: (string | Buffer)[] = []
  let pass = (_message: string | Buffer) => {}
  const prepare = (page: Page) =>
    page.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => server.send(message))
      server.onMessage((message) => {
        const frame = JSON.parse(String(message))
        const state = frame.payload?.data?.importSimulation
        if (!state && held.length === 0) return socket.send(message)
        if (state?.simulation === null) return
        // In place of a file that takes long: a state on the way, and the result and the end when the test says so.
        held.push(message)
        pass = (late) => socket.send(late)
        if (!state) return
        const counts = { ...state.counts, processed: 4, imported: 4, merged: 0, invalid: 0 }
        const data = { importSimulation: { ...state, counts, simulation: null } }
        socket.send(JSON.stringify({ ...frame, payload: { data } }))
      })
    })
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token, prepare })
  await pick(page, 'people.csv', people(10))
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.locator('[role=progressbar][aria-valuenow="40"]').waitFor()
  await preview.getByText('Checking rows…').waitFor()
  await preview.getByText('40%').waitFor()
  await previewed(page, { IMPORTED: 4 })
  for (const message of held.splice(0)) pass(message)
  await previewed(page, { IMPORTED: 8, MERGED: 1, INVALID: 1 }, 'Uses 8 of 1,000 credits')
  await preview.locator('[role=progressbar][aria-valuenow="100"]').waitFor()
  expect(errors).toEqual([])
})

test('invalid rows are corrected in place, on every page of them, and imported again', async () => {
  const importer = await createImporter(app)
  await importer.importCsv(`fullName,email\nAda,ada@a.example\n${'-,none\n'.repeat(101)}`, { name: 'Guests' })
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token })
  await page.getByRole('link', { name: 'Fix 101 invalid rows' }).click()
  await page.getByRole('heading', { name: 'Fix rows', level: 1 }).waitFor()
  const button = page.getByRole('button', { name: 'Import corrected rows' })
  await button.waitFor()
  expect(await button.isDisabled()).toBe(true)
  await page.getByText('1 to 100 of 101 invalid rows.').waitFor()
  await page.getByLabel('fullName, row 2', { exact: true }).fill('Zoë Marrow')
  await page.getByLabel('email, row 2', { exact: true }).fill('zoe@a.example')
  await page.setViewportSize({ width: 390, height: 800 })
  // Nothing has to be scrolled sideways.
  const fields = page.getByRole('region', { name: 'Invalid rows' })
  await expect.poll(() => fields.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await page.setViewportSize({ width: 1_280, height: 900 })
  await page.getByRole('button', { name: 'Next rows' }).click()
  await page.getByText('101 to 101 of 101 invalid rows.').waitFor()
  await page.getByLabel('fullName, row 102').fill('Yan Marrow')
  await expectAccessibleEverywhere(page)
  await page.getByRole('button', { name: 'Previous rows' }).click()
  await page.getByText('1 to 100 of 101 invalid rows.').waitFor()
  expect(await page.getByLabel('fullName, row 2', { exact: true }).inputValue()).toBe('Zoë Marrow')
  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  await page.getByRole('dialog', { name: 'Leave these rows?' }).getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Import 2 corrected rows' }).click()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await page.getByRole('table').getByText('Completed').nth(1).waitFor()
  const rows = await app.prisma.listRow.findMany({
    where: { list: { ownerId: importer.userId } },
    orderBy: { id: 'asc' },
  })
  expect(rows.map(({ fullName, email }) => [fullName, email])).toEqual([
    ['Ada', 'ada@a.example'],
    ['Zoë Marrow', 'zoe@a.example'],
    ['Yan Marrow', null],
  ])
  expect(errors).toEqual([])
})

test('a request that the server refuses says so, while the page stays', async () => {
  const importer = await createImporter(app)
  let isRefusing = false
  const prepare = (page: Page) =>
    page.route('**/graphql', (route) => {
      const errors = [{ message: 'Too many requests. Try again in a minute.', extensions: { code: 'RATE_LIMITED' } }]
      return isRefusing ? route.fulfill({ json: { errors } }) : route.fallback()
    })
  const { page, errors } = await browser.view(app, { path: '/new-import', token: importer.token, prepare })
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  await page.getByRole('link', { name: 'Imports', exact: true }).click()
  await page.getByText('No imports yet').waitFor()
  isRefusing = true
  await page.getByRole('link', { name: 'New import' }).click()
  const note = page.getByRole('alert').filter({ hasText: 'Couldn’t refresh this page' })
  await note.getByText('Too many requests. Try again in a minute.').waitFor()
  await page.getByRole('heading', { name: 'Drop a file here' }).waitFor()
  expect(errors).toEqual([])
})
