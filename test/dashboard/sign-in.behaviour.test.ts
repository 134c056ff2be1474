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
  expect([...errors, ...again.errors]).toEqual([])
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

test('the sign-in page is accessible in light and dark mode', async () => {
  const { page } = await browser.view(app, { path: '/sign-in' })
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
})

async function signOut(page: Awaited<ReturnType<typeof browser.view>>['page']): Promise<void> {
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
}
