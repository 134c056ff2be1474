import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createLongList } from '../support/leads.ts'
import { intercept } from '../support/network.ts'

const browser = await startBrowser()
const app = await startTestApp({ role: 'api' })

test('a jump to anywhere in a long list takes at most three requests', async () => {
  const { userId, token } = await app.createUser()
  const size = 20_000
  const listId = await createLongList(app, userId, size)
  let requests = 0
  const prepare = (page: Page) =>
    intercept(page, {
      async request(operation) {
        if (operation === 'PeoplePage') requests++
      },
    })
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token, prepare })
  const person = (number: number) =>
    page.locator(`tr[aria-rowindex="${number + 1}"]`).getByText(`Person ${number}`, { exact: true })
  await person(1).waitFor()
  const region = page.getByRole('region', { name: 'People' })
  await expect.poll(() => region.press('End').then(() => person(size).isVisible())).toBe(true)
  expect(requests).toBeLessThanOrEqual(1 + 3)

  requests = 0
  await page.evaluate(`{
    const region = document.querySelector('[role=region][aria-label=People]')
    region.scrollTo(0, region.scrollHeight / 2)
  }`)
  await person(size / 2).waitFor()
  expect(requests).toBeLessThanOrEqual(3)

  // A row that was reached by a jump opens like any other.
  await page
    .getByRole('button', { name: `Person ${size / 2}`, exact: false })
    .first()
    .click()
  await page
    .getByRole('dialog')
    .getByText(`Gold ${size / 2}`, { exact: true })
    .waitFor()
  expect(errors).toEqual([])
})
