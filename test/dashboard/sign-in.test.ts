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

test('a link with a code signs in, leaves no trace in the address, and works once', async () => {
  const path = await linkFor(user.userId)
  const { page, complaints } = await browser.view(app, { path })
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  expect(new URL(page.url()).href).toBe(`${app.origin}/imports`)
  await page.goBack()
  expect(page.url()).not.toContain('code')

  const again = await browser.view(app, { path })
  expect(await again.page.getByRole('alert').textContent()).toContain('it works once')
  expect([...complaints, ...again.complaints]).toEqual([])
})

test('a pasted token signs in to where somebody wanted to go, and a wrong one says so', async () => {
  const { page } = await browser.view(app, { path: '/credits' })
  await page.getByLabel('Token', { exact: true }).fill(`ls_${'x'.repeat(43)}`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('lets nobody in')
  await page.getByLabel('Token', { exact: true }).fill(user.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  expect(page.url()).toBe(`${app.origin}/credits`)
})

test('signing out revokes the token that a code made, and never one that was pasted', async () => {
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

test('a token that is revoked while somebody looks leads to the sign-in page at once', async () => {
  const { token, tokenId } = await app.createUser()
  const { page } = await browser.view(app, { path: '/imports', token })
  await page.getByText('No imports yet').waitFor()
  await app.prisma.apiToken.update({ where: { id: tokenId }, data: { revokedAt: new Date() } })
  await app.pool.query("SELECT pg_notify('leadstream', $1)", [
    JSON.stringify({ channel: 'tokenRevoked', message: { tokenId } }),
  ])
  await page.getByText('does not let you in any more').waitFor()
})

test('is usable by everybody, in light and dark colours', async () => {
  const { page } = await browser.view(app, { path: '/sign-in' })
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
})

async function signOut(page: Awaited<ReturnType<typeof browser.view>>['page']): Promise<void> {
  await page.getByRole('button', { name: 'You and your settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Leadstream' }).waitFor()
}
