import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createLongList } from '../support/leads.ts'
import { intercept } from '../support/network.ts'
import { waitFor } from '../support/wait-for.ts'

const browser = await startBrowser()
const app = await startTestApp({ role: 'api' })

test('a page that was not loaded yet waits for the connection, without a reload', async () => {
  const { token } = await app.createUser()
  const { page } = await browser.view(app, { path: '/imports', token })
  await page.getByText('No imports yet').waitFor()
  await page.evaluate('window.isSamePage = true')
  await page.context().setOffline(true)
  await page.getByText('Reconnecting').waitFor()
  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  await page.getByText('This page opens as soon as the connection is back.').waitFor()
  // A page that was loaded before can still be opened.
  await page.getByRole('link', { name: 'Imports', exact: true }).click()
  await page.getByText('No imports yet').waitFor()
  await page.getByRole('link', { name: 'Credits', exact: true }).click()
  await page.getByText('This page opens as soon as the connection is back.').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  await page.getByText('No credits yet').waitFor()
  expect(await page.evaluate('window.isSamePage')).toBe(true)
})

test('an open list stays through failed requests, and is read again by itself', async () => {
  const { userId, token } = await app.createUser()
  const listId = await createLongList(app, userId, 3_000)
  let isFailing = false
  const failed = new Set<string>()
  const prepare = async (page: Page) => {
    await intercept(page, {})
    // The route added last is asked first.
    await page.route('**/graphql', async (route) => {
      if (!isFailing) return route.fallback()
      failed.add(/"operationName":"(\w+)"/.exec(route.request().postData() ?? '')?.[1] ?? '')
      await route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad gateway' })
    })
  }
  const { page } = await browser.view(app, { path: `/lists/${listId}`, token, prepare })
  await page.getByText('Person 1', { exact: true }).waitFor()
  isFailing = true
  // Reads the first rows again, and rows that were not loaded yet.
  await page.getByRole('region', { name: 'People' }).press('End')
  await page.getByRole('alert').getByText('The server can’t be reached.').waitFor()
  await page.getByRole('region', { name: 'People' }).press('Home')
  await page.getByText('Person 1', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Person 1', exact: false }).first().click()
  await page.getByRole('dialog').getByText('The server can’t be reached.').waitFor()
  await waitFor(async () => failed.has('PeoplePage') && failed.has('PersonPanelRow'))
  isFailing = false
  await page.getByRole('dialog').getByText('Gold 1', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

test('a page whose first request fails shows its content once the server responds', async () => {
  const { token } = await app.createUser({ credits: 1_234 })
  let isFailing = true
  const prepare = (page: Page) => page.route('**/graphql', (route) => (isFailing ? route.abort() : route.fallback()))
  const { page } = await browser.view(app, { path: '/credits', token, prepare })
  await page.getByRole('alert').getByText('The server can’t be reached.').waitFor()
  isFailing = false
  await page.getByText('1,234').first().waitFor()
})

test('a list stays on the screen while the server is away, and a tab that was not loaded yet opens afterwards', async () => {
  const away = await startTestApp({ databaseUrl: app.config.databaseUrl, role: 'api' })
  const { userId, token } = await app.createUser()
  const listId = await createLongList(app, userId, 20)
  const { page } = await browser.view(away, { path: `/lists/${listId}`, token })
  await page.getByText('Person 20', { exact: true }).waitFor()
  await away.stop()
  await page.getByText('Reconnecting').waitFor()
  await page.getByRole('tab', { name: 'Companies' }).click()
  await page.getByRole('heading', { name: 'A long list', level: 1 }).waitFor()
  await startTestApp({ ...away.config, port: Number(new URL(away.origin).port) })
  await page.getByText('Long Company', { exact: true }).waitFor()
})
