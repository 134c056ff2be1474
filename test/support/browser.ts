import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeEach, expect, onTestFinished } from 'vitest'
import type { TestApp } from './app.ts'
import { launch } from './chromium.ts'

/** A page of the dashboard in a browser. */
interface View {
  readonly page: Page
  /** What the page complained of: exceptions, refusals of its policy, files that it did not get. */
  readonly complaints: readonly string[]
}

/** How a page is looked at. */
interface ViewOptions {
  /** Signs the tab in. */
  token?: string
  path?: string
  scheme?: 'light' | 'dark'
  width?: number
  context?: BrowserContextOptions
}

/** A browser that a test file has to itself. */
export interface TestBrowser {
  /** Opens the dashboard in a tab that shares nothing with others; it is closed when the test is over. */
  view(app: Pick<TestApp, 'origin'>, options?: ViewOptions): Promise<View>
}

/** Starts a real browser for the tests of this file. Where there is none they are skipped and say why, and in CI they fail. */
export async function startBrowser(): Promise<TestBrowser> {
  const { browser, reason } = await launch()
  if (!browser && process.env['CI'] === 'true') throw new Error(reason)
  beforeEach(({ skip }) => skip(browser === null, reason))
  afterAll(() => browser?.close())
  return {
    async view(app, { token, path = '/', scheme = 'light', width = 1_280, context: more } = {}) {
      if (!browser) throw new Error(reason)
      const context = await browser.newContext({
        baseURL: app.origin,
        colorScheme: scheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
        ...more,
      })
      onTestFinished(() => context.close())
      if (token !== undefined) {
        await context.addInitScript(`sessionStorage.setItem('leadstream-token', ${JSON.stringify(token)})`)
      }
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(path)
      return { page, complaints }
    },
  }
}

/** Asserts that axe finds nothing on the page that keeps somebody from using it. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
}
