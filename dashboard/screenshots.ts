import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type App, startApp } from '../src/app.ts'
import { makeSample } from '../src/cli/sample.ts'
import { loadConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { launch } from '../test/support/chromium.ts'
import { recordImport } from './recording.ts'

// Takes the screenshots of each page and the recording of the README, with the fictional people of the demo.
const pictures = 'docs/pictures'
const folder = await mkdtemp(join(tmpdir(), 'leadstream-pictures-'))
const log = createLog({ logLevel: 'warn', logFormat: 'pretty' })
const { browser, reason } = await launch()
if (!browser) throw new Error(reason)
// Small pages, so that an import can be captured halfway.
const env = { PORT: '0', DATA_DIR: folder, IMPORT_PAGE_SIZE: '20', ENRICHMENT_POLL_MS: '2000' }
const app = await startApp(loadConfig(env), log)
try {
  const page = await signIn(app)
  await mkdir(pictures, { recursive: true })
  await takeAll(page, join(folder, 'event-attendees.csv'))
} finally {
  await browser.close()
  await app.stop()
  await rm(folder, { recursive: true, force: true })
}

async function signIn({ url, pool }: App): Promise<Page> {
  const user = await createUser(pool, { email: 'ada@leadstream.example', name: 'Ada', credits: 10_000 })
  const { token } = await createToken(pool, user.id)
  const context = await browser?.newContext({ baseURL: url, bypassCSP: true, viewport: { width: 1_280, height: 860 } })
  await context?.addCookies([{ name: 'leadstream-session', value: token, url, sameSite: 'Strict' }])
  context?.setDefaultTimeout(180_000)
  const page = await context?.newPage()
  if (!page) throw new Error('The browser did not open a page.')
  return page
}

async function takeAll(page: Page, file: string): Promise<void> {
  const take = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) })
  await writeFile(file, makeSample(1).csv)

  await page.goto('/block-list')
  await page.getByLabel('Block companies').fill('quillfeather.example\nMarrowby & Sons')
  await page.getByLabel('Reason').fill('Customer')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByText('2 entries').waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('Added to block list').waitFor({ state: 'detached' })
  await take('block-list')

  await page.goto('/new-import')
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText(/^Uses .* of 10,000 credits$/).waitFor()
  await take('new-import')
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor()
  await page.waitForFunction(`document.querySelector('[role=progressbar]')?.ariaValueNow > 30`)
  await take('imports')

  await page.getByRole('table').getByText('Completed').waitFor()
  await page.goto('/lists')
  await page.getByRole('link', { name: 'event-attendees' }).waitFor()
  await take('lists')
  await page.getByRole('link', { name: 'event-attendees' }).click()
  await page.getByRole('grid', { name: 'People' }).getByRole('button').nth(3).waitFor()
  await take('people')
  await page.getByRole('tab', { name: 'Companies' }).click()
  await page.getByRole('grid', { name: 'Companies' }).getByRole('button').nth(3).waitFor()
  await take('companies')
  await page.getByRole('tab', { name: 'Imports' }).click()
  await page.getByRole('link', { name: /not added/ }).click()
  await page.getByRole('tabpanel').getByRole('row').nth(1).waitFor()
  await take('skipped-rows')
  await page.goto('/credits')
  await page.locator('.recharts-bar').waitFor()
  await take('credits')
  await page.goto('/accounts')
  await page.getByText('Used for imports').waitFor()
  await take('accounts')
  await recordImport(page, { name: 'more-attendees.csv', content: makeSample(2).csv }, join(pictures, 'import.webp'))
}
