import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { countWaiting, holdPages, people, startImport } from '../support/runs.ts'
import { waitFor } from '../support/wait-for.ts'

const browser = await startBrowser()
const app = await startTestApp({ pageSize: 100 })

test('updates the progress bar, the counts and the page title of a run with each page until it ends', async () => {
  const importer = await createImporter(app, 5_000)
  const { page, errors } = await browser.view(app, { path: '/imports', token: importer.token })
  await page.getByText('No imports yet').waitFor()

  let release = await holdPages(app.pool, importer.userId)
  await startImport(importer, people(500))
  const bar = page.getByRole('progressbar', { name: 'Progress of A list' })
  const isAt = (percent: number) => page.locator(`[role=progressbar][aria-valuenow="${percent}"]`).waitFor()
  for (const percent of [0, 20, 40]) {
    await isAt(percent)
    await page.waitForFunction(`document.title === '${percent}% · Leadstream'`)
    expect(await page.locator('[data-count=IMPORTED]').textContent()).toBe(String(percent * 4))
    // The lock requested next is granted after the page that already waits for it is written.
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 1)
    const next = holdPages(app.pool, importer.userId)
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 2)
    await release()
    release = await next
  }
  await isAt(60)
  await release()
  await page.getByRole('table').getByText('Completed').waitFor()
  await bar.waitFor({ state: 'detached' })
  await expect.poll(() => page.title()).toBe('Imports · Leadstream')
  expect(errors).toEqual([])
})

test('shows that it is reconnecting while the server is down, and catches up afterwards', async () => {
  const away = await startTestApp({ databaseUrl: app.config.databaseUrl, role: 'api' })
  const importer = await createImporter(app, 5_000)
  const release = await holdPages(app.pool, importer.userId)
  await startImport(importer, people(10), { name: 'Meanwhile' })
  const { page } = await browser.view(away, { path: '/imports', token: importer.token })
  await page.getByRole('progressbar', { name: 'Progress of Meanwhile' }).waitFor()
  await away.stop()
  await page.getByText('Reconnecting').waitFor()
  // The run ends while the page is disconnected.
  await release()
  await waitFor(async () => (await app.prisma.importRun.count({ where: { status: 'RUNNING' } })) === 0)
  await startTestApp({ ...away.config, port: Number(new URL(away.origin).port) })
  await page.getByText('Reconnecting').waitFor({ state: 'detached' })
  await page.getByRole('table').getByText('Completed').waitFor()
})

test('cancels a run after a confirmation', async () => {
  // No worker runs, so the run stays queued.
  const idle = await startTestApp({ role: 'api' })
  const importer = await createImporter(idle, 5_000)
  await startImport(importer, people(10))
  const { page, errors } = await browser.view(idle, { path: '/imports', token: importer.token })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Cancel import' }).click()
  await page.getByRole('table').getByText('Cancelled').waitFor()
  await page.getByText('No imports running').waitFor()
  expect(errors).toEqual([])
})

test('the imports page is accessible in light and dark mode and on a phone', async () => {
  const importer = await createImporter(app, 5_000)
  await importer.importCsv(people(10), { name: 'Finished list' })
  const release = await holdPages(app.pool, importer.userId)
  await startImport(importer, people(100))
  const { page } = await browser.view(app, { path: '/imports', token: importer.token })
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
  await page.getByRole('table').getByText('Completed').waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  await release()
})
