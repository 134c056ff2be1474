import type { Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { createSignInCode } from '../../src/users/sign-in.ts'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'

const browser = await startBrowser()
const app = await startTestApp()
const user = await app.createUser()

async function linkFor(userId: number): Promise<string> {
  const { code } = await createSignInCode(app.pool, userId)
  return `/sign-in#code=${code}`
}

test('a sign-in link works once and leaves no code in the address', async () => {
  const path = await linkFor(user.userId)
  const { page, errors } = await browser.view(app, { path })
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  expect(new URL(page.url()).href).toBe(`${app.origin}/imports`)
  await page.goBack()
  expect(page.url()).not.toContain('code')

  const again = await browser.view(app, { path })
  expect(await again.page.getByRole('alert').textContent()).toContain('code')
  expect(errors).toEqual([])
})

test('a pasted token leads to the requested page, and an invalid one shows an error', async () => {
  const { page } = await browser.view(app, { path: '/credits' })
  await page.getByLabel('Token', { exact: true }).fill(`ls_${'x'.repeat(43)}`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('Invalid or revoked token')
  await page.getByLabel('Token', { exact: true }).fill(user.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  expect(page.url()).toBe(`${app.origin}/credits`)
})

test('signing out revokes a token created by a sign-in link, but not a pasted one', async () => {
  const { page } = await browser.view(app, { path: await linkFor(user.userId) })
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  const live = () => app.prisma.apiToken.count({ where: { userId: user.userId, revokedAt: null } })
  const before = await live()
  await signOut(page)
  expect(await live()).toBe(before - 1)

  const pasted = await browser.view(app, { path: '/imports', token: user.token })
  await signOut(pasted.page)
  expect(await live()).toBe(before - 1)
})

test('revoking a token redirects its open pages to the sign-in page', async () => {
  const { token, tokenId } = await app.createUser()
  const { page } = await browser.view(app, { path: '/imports', token })
  await page.getByText('No imports yet').waitFor()
  await app.prisma.apiToken.update({ where: { id: tokenId }, data: { revokedAt: new Date() } })
  await app.pool.query("SELECT pg_notify('leadstream', $1)", [
    JSON.stringify({ channel: 'tokenRevoked', message: { tokenId } }),
  ])
  await page.getByText('Your session has ended').waitFor()
})

test('a session spans tabs, and no script can read its token', async () => {
  const { page, errors } = await browser.view(app, { path: await linkFor(user.userId) })
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  expect(await page.evaluate('[document.cookie, Object.keys(sessionStorage), Object.keys(localStorage)]')).toEqual([
    '',
    [],
    [],
  ])
  expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }])
  const other = await page.context().newPage()
  await other.goto('/credits')
  await other.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  await signOut(page)
  await other.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
  expect(errors).toEqual([])
})

test('a user who signs in in another tab replaces the first in all tabs', async () => {
  const [first, second] = [await app.createUser(), await app.createUser()]
  const emailOf = async (userId: number) => (await app.prisma.user.findUniqueOrThrow({ where: { id: userId } })).email
  const { page } = await browser.view(app, { path: await linkFor(first.userId) })
  const showsUser = async (userId: number) => {
    await page.getByRole('button', { name: 'Account and settings' }).click()
    await page.getByText(await emailOf(userId)).waitFor()
    await page.keyboard.press('Escape')
  }
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await showsUser(first.userId)
  const email = await emailOf(second.userId)
  const replaced = page.waitForResponse(
    async (response) => response.url().endsWith('/graphql') && (await response.text()).includes(email),
  )
  const other = await page.context().newPage()
  const steps: string[] = []
  const note = (step: string, request: Request) =>
    request.url().endsWith('/session') && steps.push(`${step} ${request.method()}`)
  other.on('request', (request) => note('send', request))
  other.on('response', (response) => note('receive', response.request()))
  await other.goto(await linkFor(second.userId))
  await other.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  // A menu that is opened before is closed with the first user's page.
  await replaced
  await showsUser(second.userId)
  // A reading that is answered after the sign-in would restore the cookie of the first user.
  expect(steps.slice(0, 3)).toEqual(['send GET', 'receive GET', 'send POST'])
})

test('signing out everywhere ends the sessions of other browsers', async () => {
  const { userId } = await app.createUser()
  const [here, there] = [
    await browser.view(app, { path: await linkFor(userId) }),
    await browser.view(app, { path: await linkFor(userId) }),
  ]
  for (const { page } of [here, there]) await page.getByText('No imports yet').waitFor()
  await signOut(here.page, 'Sign out everywhere')
  await there.page.getByText('Your session has ended').waitFor()
})

test('the sign-in page is accessible in light and dark mode', async () => {
  const { page } = await browser.view(app, { path: '/sign-in' })
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
})

async function signOut(page: Page, name = 'Sign out'): Promise<void> {
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
}
