import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const browser = await startBrowser()
const app = await startTestApp()

test('text is Inter 14/20 with titles of 22 and table heads of 12 pixels, on a tinted page with cards', async () => {
  const importer = await createImporter(app)
  await importer.importCsv(people(10), { name: 'Guests' })
  const { page, errors } = await browser.view(app, { path: '/lists', token: importer.token })
  await page.getByRole('link', { name: 'Guests' }).waitFor()
  await page.evaluate('document.fonts.ready')
  const look = () =>
    page.evaluate(`(() => {
      const styleOf = (selector) => getComputedStyle(document.querySelector(selector))
      const [body, title, head, card] = ['body', 'h1', 'th', 'main .mantine-Paper-root'].map(styleOf)
      return {
        isLoaded: [...document.fonts].some(({ family, status }) => family.includes('Inter') && status === 'loaded'),
        family: body.fontFamily.split(',')[0],
        text: body.fontSize + '/' + body.lineHeight,
        title: title.fontSize + '/' + title.fontWeight,
        head: head.fontSize,
        page: body.backgroundColor,
        card: card.backgroundColor,
      }
    })()`)
  const sizes = { isLoaded: true, family: '"Inter Variable"', text: '14px/20px', title: '22px/600', head: '12px' }
  expect(await look()).toEqual({ ...sizes, page: 'rgb(246, 247, 249)', card: 'rgb(255, 255, 255)' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(`getComputedStyle(document.body).backgroundColor === 'rgb(20, 21, 23)'`)
  expect(await look()).toEqual({ ...sizes, page: 'rgb(20, 21, 23)', card: 'rgb(28, 29, 32)' })
  expect(errors).toEqual([])
})

test('on a phone lists are cards, and a new import is one tap at the lower edge away', async () => {
  const importer = await createImporter(app)
  await importer.importCsv(people(10), { name: 'Guests' })
  const { page, errors } = await browser.view(app, { path: '/lists', token: importer.token, width: 390 })
  const card = page.getByRole('list', { name: 'Your lists' }).getByRole('listitem')
  await card.getByRole('link', { name: 'Guests' }).waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
  expect(await card.innerText()).toMatch(/Guests\s.*People\s+8\s+Companies\s+0\s/s)
  const button = page.getByRole('link', { name: 'New import' })
  const { y = 0, height = 0 } = (await button.boundingBox()) ?? {}
  expect(y + height).toBeGreaterThan(840)
  await expectAccessible(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await button.click()
  await page.getByRole('heading', { name: 'New import', level: 1 }).waitFor()
  expect(await button.count()).toBe(0)
  expect(errors).toEqual([])
})

test('a message on a phone does not cover the primary action', async () => {
  const { token } = await createImporter(app)
  const { page } = await browser.view(app, { path: '/block-list', token, width: 390 })
  await page.getByLabel('Block companies').fill('marrowby.example')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  const message = await page.getByRole('alert').filter({ hasText: 'Added to block list' }).boundingBox()
  const button = await page.getByRole('link', { name: 'New import' }).boundingBox()
  expect((message?.y ?? Number.NaN) + (message?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0)
})

test('numbers and dates are in the locale of the browser', async () => {
  const importer = await createImporter(app, 2_500)
  await importer.importCsv(people(10), { name: 'Guests' })
  const context = { locale: 'de-DE' }
  const { page, errors } = await browser.view(app, { path: '/lists', token: importer.token, context })
  await page.getByRole('banner').getByText('2.492 credits').waitFor()
  await page.getByText(/^Created \d{1,2}\. \p{L}+\.?, \d{1,2}:\d\d$/u).waitFor()
  await page.goto('/new-import')
  await expect.poll(() => page.getByLabel('Maximum new leads').inputValue()).toBe('2.500')
  expect(errors).toEqual([])
})

test('the styleguide shows every component in both schemes in development, and is absent from the build', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'leadstream-vite-'))
  const server = await createServer({
    configFile: join(root, 'dashboard/vite.config.ts'),
    cacheDir,
    // The modules may be linked from another folder.
    server: { port: 0, hmr: false, fs: { strict: false } },
  })
  onTestFinished(async () => {
    await server.close()
    await rm(cacheDir, { recursive: true, force: true })
  })
  await server.listen()
  const origin = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''
  const { page, errors } = await browser.view({ origin }, { path: '/styleguide' })
  for (const scheme of ['light', 'dark']) {
    const part = page.getByRole('region', { name: scheme, exact: true })
    await part.getByRole('heading', { name: 'Imports' }).waitFor()
  }
  const cut = `[...document.querySelectorAll('.mantine-Badge-label')].filter((label) => label.scrollWidth > label.clientWidth).length`
  expect(await page.evaluate(cut)).toBe(0)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 800 })
  await expectAccessible(page)
  expect(errors).toEqual([])

  const assets = join(root, 'dist/dashboard/assets')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const contents = await Promise.all(scripts.map((name) => readFile(join(assets, name), 'utf8')))
  expect(contents.filter((content) => content.includes('Styleguide'))).toEqual([])
})
