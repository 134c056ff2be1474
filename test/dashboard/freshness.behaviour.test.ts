import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seeded } from '../../src/samples/random.ts'
import { startTestApp } from '../support/app.ts'
import { startBrowser } from '../support/browser.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { intercept, type Network } from '../support/network.ts'
import { holdPages, isOver, people, readRun, startImport } from '../support/runs.ts'
import { waitFor } from '../support/wait-for.ts'

const browser = await startBrowser()
const app = await startTestApp({ pageSize: 5, enrichmentPoll: 50 })

const runs = Number(process.env['FRESHNESS_RUNS'] ?? 30)
const runsAtOnce = 5
const seed = Number(process.env['FRESHNESS_SEED'] ?? 1)

test.each([
  { name: 'the first response of the page', startsBefore: true },
  { name: 'a later response', startsBefore: false },
])('shows the end of an import whose event arrives before $name', async ({ startsBefore }) => {
  const importer = await createImporter(app, 5_000)
  const release = await holdPages(app.pool, importer.userId)
  let runId = startsBefore ? (await startImport(importer, people(10))).runId : null
  let hasEnded = false
  const held = new Set<string>()
  const prepare = (page: Page) =>
    intercept(page, {
      async response(operation) {
        if (runId === null || !['ActiveRuns', 'RecentRuns'].includes(operation)) return
        held.add(operation)
        await waitFor(async () => hasEnded)
      },
      async delivered(message) {
        if (runId !== null && message.includes(runId) && message.includes('COMPLETED')) hasEnded = true
      },
    })
  const { page } = await browser.view(app, { path: '/imports', token: importer.token, prepare })
  if (!startsBefore) {
    await page.getByText('No imports yet').waitFor()
    runId = (await startImport(importer, people(10))).runId
  }
  await waitFor(async () => held.size === 2)
  await release()
  await page.getByRole('table').getByText('Completed').waitFor()
  await expectUpToDate(page, importer)
})

test('shows the end of an import whose event arrives before the response to its start', async () => {
  const importer = await createImporter(app, 5_000)
  let hasEnded = false
  const prepare = (page: Page) =>
    intercept(page, {
      async response(operation) {
        if (operation === 'ImportIntoNewList') await waitFor(async () => hasEnded)
      },
      async delivered(message) {
        if (message.includes('COMPLETED')) hasEnded = true
      },
    })
  const { page } = await browser.view(app, { path: '/new-import', token: importer.token, prepare })
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people(10)) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('table').getByText('Completed').waitFor()
  await expectUpToDate(page, importer)
})

test('shows the end of an import that ends before the page is subscribed', async () => {
  const importer = await createImporter(app, 5_000)
  const release = await holdPages(app.pool, importer.userId)
  const { runId } = await startImport(importer, people(10), { name: 'Early' })
  let maySubscribe = false
  const prepare = (page: Page) =>
    intercept(page, {
      sent: async (message) =>
        message.includes('ImportActivity') ? await waitFor(async () => maySubscribe) : undefined,
    })
  const { page } = await browser.view(app, { path: '/imports', token: importer.token, prepare })
  await page.getByRole('progressbar', { name: 'Progress of Early' }).waitFor()
  await release()
  await waitFor(async () => isOver(await readRun(importer, runId)))
  maySubscribe = true
  await page.getByRole('table').getByText('Completed').waitFor()
  await expectUpToDate(page, importer)
})

test(
  `equals the server after ${runs} imports on a slow network, a few at once (seed ${seed})`,
  async () => {
    const random = seeded(seed)
    const importer = await createImporter(app, 1_000_000)
    let limits = { http: 50, socket: 50 }
    const http = () => delay(random() * limits.http)
    const socket = () => delay(random() * limits.socket)
    let network: Network | null = null
    const prepare = async (page: Page) => {
      network = await intercept(page, { request: http, response: http, sent: socket, received: socket })
    }
    const { page } = await browser.view(app, { path: '/imports', token: importer.token, prepare })
    const disturb = async (chance: number) => {
      await delay(random() * 150)
      if (chance < 0.35) await page.reload({ waitUntil: 'commit' })
      else if (chance < 0.5) await network?.dropSocket()
    }
    for (let first = 1; first <= runs; first += runsAtOnce) {
      // Either the socket is faster than the responses, or slower.
      limits = random() < 0.7 ? { http: 300, socket: 10 } : { http: 20, socket: 200 }
      const disturbed = disturb(random())
      const release = await holdPages(app.pool, importer.userId)
      for (let run = first; run < first + runsAtOnce; run++) {
        await startImport(importer, people(10, `run-${run}.example`), { name: `Import ${run}` })
      }
      await delay(random() * 500)
      await release()
      await disturbed
      await expectUpToDate(page, importer)
    }
  },
  120_000 + runs * 180_000,
)

/** Waits until all imports are over and the page shows what the server has; fails with the difference shortly before the test would time out. */
async function expectUpToDate(page: Page, importer: Importer): Promise<void> {
  let stored = await readServer(importer)
  while (stored.running.length > 0) {
    await delay(100)
    stored = await readServer(importer)
  }
  for (const deadline = performance.now() + 120_000; ; await delay(100)) {
    const shown = await readPage(page)
    if (isDeepStrictEqual(shown, stored)) return
    if (performance.now() > deadline) expect(shown).toEqual(stored)
  }
}

const verdicts = ['IMPORTED', 'MERGED', 'NO_MATCH', 'CROSS_LIST', 'BLOCKED', 'INVALID', 'UNAFFORDABLE']

interface State {
  title: string
  running: string[]
  ended: string[][]
}

/** The imports page as text: its title, its progress bars and its table. */
async function readPage(page: Page): Promise<State> {
  const text = await page.evaluate<string>(`JSON.stringify({
    title: document.title,
    running: [...document.querySelectorAll('main article')].map((article) => article.getAttribute('aria-label')),
    ended: [...document.querySelectorAll('main table tbody tr')].map((row) =>
      [
        row.querySelector('a')?.textContent,
        row.cells[1].textContent,
        // Results that no run has get no column.
        ...${JSON.stringify(verdicts)}.map((verdict) =>
          row.querySelector('[data-count=' + verdict + ']')?.textContent ?? '0'),
      ]),
  })`)
  return JSON.parse(text)
}

interface StoredRun {
  status: string
  list: { name: string; enrichmentStatus: string }
  counts: Record<
    'imported' | 'merged' | 'noMatch' | 'crossListSkipped' | 'blocked' | 'invalid' | 'unaffordable',
    number
  >
}

/** What the page should show. */
async function readServer({ query }: Importer): Promise<State> {
  const { importRuns } = await query<{ importRuns: { nodes: StoredRun[] } }>(`{
    importRuns(first: 25) {
      nodes {
        status
        list { name enrichmentStatus }
        counts { imported merged noMatch crossListSkipped blocked invalid unaffordable }
      }
    }
  }`)
  const running = importRuns.nodes.filter((run) => !isOver(run))
  const enriching = importRuns.nodes.filter(({ list }) => list.enrichmentStatus === 'ENRICHING')
  return {
    title: running.length === 0 ? 'Imports · Leadstream' : '',
    running: [...running.map(({ list }) => list.name), ...enriching.map(({ list }) => `Companies of ${list.name}`)],
    ended: importRuns.nodes
      .filter(isOver)
      .map(
        ({ status, list, counts: { imported, merged, noMatch, crossListSkipped, blocked, invalid, unaffordable } }) => [
          list.name,
          status.charAt(0) + status.slice(1).toLowerCase(),
          ...[imported, merged, noMatch, crossListSkipped, blocked, invalid, unaffordable].map(String),
        ],
      ),
  }
}
