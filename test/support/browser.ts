import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeEach, expect, onTestFinished } from 'vitest'
import type { TestApp } from './app.ts'
import { launch } from './chromium.ts'
import { whenOver } from './when-over.ts'

/** A page of the dashboard in a browser. */
interface View {
  readonly page: Page
  /** Exceptions and console errors, such as policy violations and failed requests. */
  readonly errors: readonly string[]
}

/** Options of a view. */
interface ViewOptions {
  /** Token to sign in with. */
  token?: string
  path?: string
  scheme?: 'light' | 'dark'
  width?: number
  context?: BrowserContextOptions
  /** Called with the page before it is opened. */
  prepare?(page: Page): Promise<unknown>
}

/** The browser of a test file. */
export interface TestBrowser {
  /** Opens the dashboard in an isolated tab, which is closed after the test. */
  view(app: Pick<TestApp, 'origin'>, options?: ViewOptions): Promise<View>
}

/** Starts a real browser for this file's tests. Without one they are skipped with the reason, or fail in CI. */
export async function startBrowser(): Promise<TestBrowser> {
  const { browser, reason } = await launch()
  if (!browser && process.env['CI'] === 'true') throw new Error(reason)
  beforeEach(({ skip }) => skip(browser === null, reason))
  whenOver(() => browser?.close())
  return {
    async view(app, { token, path = '/', scheme = 'light', width = 1_280, context: more, prepare } = {}) {
      if (!browser) throw new Error(reason)
      const context = await browser.newContext({
        baseURL: app.origin,
        colorScheme: scheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
        ...more,
      })
      onTestFinished(() => context.close())
      context.setDefaultTimeout(150_000)
      if (token !== undefined) {
        await context.addCookies([{ name: 'leadstream-session', value: token, url: app.origin, sameSite: 'Strict' }])
      }
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await prepare?.(page)
      await page.goto(path)
      return { page, errors }
    },
  }
}

/** Asserts that axe finds no serious or critical violation on the page, and that everything to tap, in an open dialog if there is one, is at least 24 pixels large or apart. */
export async function expectAccessible(page: Page): Promise<void> {
  const targets = new AxeBuilder({ page }).withRules(['target-size'])
  // A dialog may cover a part of what is behind it.
  if (await page.locator('[role=dialog]:visible').count()) targets.include('[role=dialog]')
  const results = [await new AxeBuilder({ page }).analyze(), await targets.analyze()]
  const serious = results
    .flatMap(({ violations }) => violations)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
}

/** Asserts that the page is accessible in both schemes and in both widths, and not wider than a phone. It is left dark, in the size of a desktop. */
export async function expectAccessibleEverywhere(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 390, height: 800 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1_280, height: 900 })
    await expectAccessible(page)
  }
}
