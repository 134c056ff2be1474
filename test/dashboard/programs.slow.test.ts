import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { post } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'
import { localReceivers, startReceiver } from '../support/receiver.ts'
import { waitFor } from '../support/wait-for.ts'

const browser = await startBrowser()
const app = await startTestApp(localReceivers)

/** Evaluates to the space between the button that copies a text and that text, in pixels. */
const spaceAboveText = `(() => {
  const text = document.createRange()
  text.selectNodeContents(document.querySelector('pre'))
  const { bottom } = document.querySelector('pre').parentElement.querySelector('button').getBoundingClientRect()
  return text.getBoundingClientRect().top - bottom
})()`

async function right(element: Locator): Promise<number> {
  const { x = Number.NaN, width = 0 } = (await element.boundingBox()) ?? {}
  return x + width
}

test('a token is created with permissions, shown once, shows its last use, and is revoked', async () => {
  const user = await app.createUser()
  const { page, errors } = await browser.view(app, { path: '/settings/tokens', token: user.token })
  await page.getByLabel('Name').fill('Nightly import')
  await page.getByRole('checkbox', { name: 'Read', exact: true }).uncheck()
  await page.getByRole('checkbox', { name: 'Import', exact: true }).check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const secret = page.getByRole('region', { name: 'Your new token' })
  const token = await secret.innerText()
  await page.setViewportSize({ width: 390, height: 800 })
  const copy = page.getByRole('button', { name: 'Copy' })
  await expect.poll(async () => (await right(copy)) <= 374).toBe(true)
  // The text begins below the button.
  await expect.poll(() => page.evaluate(spaceAboveText)).toBeGreaterThanOrEqual(0)
  await page.setViewportSize({ width: 1_280, height: 900 })
  const row = page.getByRole('row', { name: 'Nightly import' })
  expect(await row.innerText()).toMatch(/Nightly import\s+ls_\w+…\s+Import\s+Never\s/)

  const { body } = await post(app.url, { query: '{ viewer { apiTokens { id } } }' }, token)
  expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  await waitFor(
    async () =>
      (await app.prisma.apiToken.count({
        where: { userId: user.userId, name: 'Nightly import', lastUsedAt: { not: null } },
      })) === 1,
  )
  await page.reload()
  await row.waitFor()
  expect(await page.getByText(token).count()).toBe(0)
  expect(await row.getByText('Never').count()).toBe(0)
  await expectAccessibleEverywhere(page)

  await page.setViewportSize({ width: 1_280, height: 900 })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('button', { name: 'Revoke token' }).click()
  await row.waitFor({ state: 'detached' })
  expect((await post(app.url, { query: '{ viewer { id } }' }, token)).status).toBe(401)
  expect(errors).toEqual([])
})

test('a webhook is created, tested, redelivered, changed, disabled and deleted', async () => {
  const receiver = await startReceiver()
  const { token } = await createImporter(app, 0)
  const { page, errors } = await browser.view(app, { path: '/settings/webhooks', token })
  await page.getByLabel('URL').fill('not a URL')
  await page.getByRole('button', { name: 'Create webhook' }).click()
  await page.getByText(/URL/).nth(1).waitFor()
  await page.getByLabel('URL').fill(receiver.url)
  await page.getByRole('checkbox', { name: 'Credits are low' }).uncheck()
  await page.getByRole('button', { name: 'Create webhook' }).click()
  await page.getByText(/^whsec_/).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()

  const card = page.getByRole('article', { name: receiver.url })
  await card.getByRole('button', { name: 'Send test' }).click()
  const delivery = card.getByRole('row', { name: 'Test' })
  await delivery.getByText('Delivered').waitFor()
  expect(await delivery.innerText()).toContain('after 1 attempt')
  expect(receiver.received).toHaveLength(1)
  await delivery.getByRole('button', { name: 'Send again' }).click()
  await waitFor(async () => receiver.received.length === 2)
  await delivery.getByText('Delivered').waitFor()
  await expectAccessibleEverywhere(page)

  await page.setViewportSize({ width: 1_280, height: 900 })
  await card.getByRole('button', { name: 'Edit' }).click()
  await card.getByRole('checkbox', { name: 'Credits are low' }).check()
  await card.getByRole('button', { name: 'Save' }).click()
  await card.getByText('All events').waitFor()
  await card.getByRole('button', { name: 'Disable' }).click()
  await card.getByText('Disabled').waitFor()
  expect(await card.getByRole('button', { name: 'Send test' }).isDisabled()).toBe(true)
  await card.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete webhook' }).click()
  await card.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

test('the developers page has the addresses of this server and examples that work', async () => {
  const { token } = await app.createUser()
  const { page, errors } = await browser.view(app, { path: '/settings', token })
  await page.getByText('To change these').waitFor()
  await expectAccessible(page)
  await page.getByRole('tab', { name: 'Developers' }).click()
  const text = (name: string) => page.getByRole('region', { name, exact: true }).innerText()
  expect(await text('Endpoint')).toBe(app.url)
  expect(await text('Address for agents')).toBe(`${app.origin}/mcp`)
  const query = /'(\{.*\})'/.exec(await text('curl'))?.[1] ?? ''
  const { body } = await post(app.url, JSON.parse(query), token)
  expect(body).toMatchObject({ data: { viewer: { credits: {} } } })
  await page.getByRole('link', { name: 'GraphiQL' }).waitFor()
  await expectAccessibleEverywhere(page)
  expect(errors).toEqual([])
})
