import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Waits until the preview of an import shows these counts and no others, and what it costs. */
export async function previewed(page: Page, counts: Record<string, number>, credits = ''): Promise<void> {
  const shown = () =>
    page.evaluate(`Object.fromEntries(
      [...document.querySelectorAll('[aria-label=Preview] [data-count]')]
        .map(({ dataset, textContent }) => [dataset.count, Number(textContent.replaceAll(',', ''))])
        .filter(([, count]) => count > 0)
    )`)
  await expect.poll(shown).toEqual(counts)
  if (credits !== '') await page.getByRole('status').getByText(credits, { exact: true }).waitFor()
}

/** Selects a file with the file input. */
export async function pick(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.from(content)
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
}

/** Selects an option. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}
