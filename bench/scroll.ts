import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { launch } from '../test/support/chromium.ts'
import buildDashboard from '../test/support/dashboard.ts'
import { inEnvironment } from './environment.ts'
import { median, round2 } from './figures.ts'

/** Processor time of the page's main thread for a frame while a table scrolls, in milliseconds: script, style, layout and paint. */
interface FrameFigures {
  frames: number
  medianMs: number
  /** 19 of 20 frames cost at most this. */
  most95Ms: number
  slowestMs: number
}

/** The people table of the dashboard, and a table without a framework in the same browser. */
export interface ScrollFigures extends FrameFigures {
  rows: number
  /** `most95Ms` as a share of the time of a frame at 60 a second; the goal is 1. */
  shareOfFrame: number
  /** Frames that cost more than that. */
  lateFrames: number
  plainMedianMs: number
  /** Late frames of the plain table, which say how noisy the machine is. */
  plainLateFrames: number
  /** medianMs / plainMedianMs */
  timesPlain: number
}

const frameMs = 1_000 / 60
const wheelPixels = 240
/** About five seconds of turning the wheel. */
const turns = 300

/** Scrolls the people table of a list by the wheel. */
export async function benchScroll({ rows }: { rows: number }): Promise<ScrollFigures> {
  await buildDashboard()
  const { browser, reason } = await launch()
  if (!browser) throw new Error(reason)
  try {
    return await inEnvironment(async ({ server, pool }) => {
      const { id } = await createUser(pool, { email: 'bench@leadstream.example', name: 'Bench', credits: 1 })
      const { token } = await createToken(pool, id)
      const listId = await fillList(pool, id, rows)
      const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
      await context.addCookies([{ name: 'leadstream-session', value: token, url: server.url, sameSite: 'Strict' }])
      const page = await context.newPage()
      await page.goto(`${server.url}/lists/${listId}`)
      await page.getByRole('button', { name: 'First1 Last1', exact: true }).waitFor()
      const own = await costOfFrames(browser, page, '[role=region][aria-label=People]')
      // The policy of the dashboard's pages forbids the script.
      const other = await context.newPage()
      await other.setContent(plainTable(rows))
      await other.getByText('First1 Last1', { exact: true }).waitFor()
      const others = await costOfFrames(browser, other, '#plain')
      const plain = figuresOf(others)
      const figures = figuresOf(own)
      return {
        rows,
        ...figures,
        shareOfFrame: round2(figures.most95Ms / frameMs),
        lateFrames: countLate(own),
        plainMedianMs: plain.medianMs,
        plainLateFrames: countLate(others),
        timesPlain: round2(figures.medianMs / plain.medianMs),
      }
    })
  } finally {
    await browser.close()
  }
}

function countLate(costs: number[]): number {
  return costs.filter((cost) => cost > frameMs).length
}

function figuresOf(costs: number[]): FrameFigures {
  const sorted = costs.toSorted((a, b) => a - b)
  return {
    frames: costs.length,
    medianMs: round2(median(costs)),
    most95Ms: round2(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN),
    slowestMs: round2(sorted.at(-1) ?? Number.NaN),
  }
}

/** Scrolls an element and returns what each frame cost. */
async function costOfFrames(browser: Browser, page: Page, element: string): Promise<number[]> {
  await page.locator(element).hover()
  // V8 has compiled what matters.
  for (let turn = 0; turn < turns / 10; turn++) await page.mouse.wheel(0, wheelPixels)
  await browser.startTracing(page, {
    categories: [
      'disabled-by-default-devtools.timeline',
      'disabled-by-default-devtools.timeline.frame',
      'devtools.timeline.frame',
    ],
  })
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, wheelPixels)
  return costsIn(await browser.stopTracing())
}

/** An event of a trace: `dur` is the time that it took, `tdur` the processor time of its thread, in microseconds. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
  args: { name?: string }
}

/** Returns the processor time of the main thread from the beginning of each frame to that of the next, in milliseconds. */
function costsIn(trace: Buffer): number[] {
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(trace.toString())
  const events = traceEvents.toSorted((a, b) => a.ts - b.ts)
  const begins = events.filter(({ name }) => name === 'BeginMainThreadFrame')
  const { pid, tid } = begins[0] ?? { pid: 0, tid: 0 }
  const tasks = events.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid)
  return begins.slice(1).flatMap((begin, at) => {
    const previous = begins[at]?.ts ?? 0
    const within = tasks.filter(({ ts }) => ts >= previous && ts < begin.ts)
    // On a virtual machine the processor time of a thread can jump ahead of the clock.
    return [within.reduce((sum, { dur = 0, tdur = 0 }) => sum + Math.min(dur, tdur), 0) / 1_000]
  })
}

async function fillList(pool: pg.Pool, ownerId: number, rows: number): Promise<string> {
  const listId = randomUUID()
  await pool.query(`INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, 'Bench')`, [listId, ownerId])
  await pool.query(
    `INSERT INTO list_rows (owner_id, list_id, source, held, full_name, title, company_name, email, city, country, linkedin_url)
     SELECT $1, $2, 'CSV', 0, 'First' || n || ' Last' || n, 'Head of Sales', 'Company ' || n % 1000, 'person.' || n || '@company.com',
       'Berlin', 'Germany', 'https://www.linkedin.com/in/person-' || n
     FROM generate_series(1, $3::int) AS n`,
    [ownerId, listId, rows],
  )
  await pool.query('VACUUM ANALYZE list_rows')
  return listId
}

/** Returns a page with a table of the same cells, whose visible rows a few lines write anew for each frame. */
function plainTable(rows: number): string {
  return `<style>
    #plain { height: 600px; overflow: auto } table { width: 100%; table-layout: fixed }
    td { height: 39px; padding: 0; overflow: hidden; white-space: nowrap }
  </style>
  <div id="plain"><div style="height: ${rows * 40}px"><table id="rows" style="position: relative"></table></div></div>
  <script>
    const view = document.getElementById('plain'), table = document.getElementById('rows')
    const cells = (n) => ['First' + n + ' Last' + n, 'Head of Sales', 'Company ' + n % 1000,
      '<a href="mailto:a">person.' + n + '@company.com</a>', 'Berlin, Germany', '<a href="/">in</a>', 'File']
    const draw = () => {
      const first = Math.max(0, Math.floor(view.scrollTop / 40) - 12)
      table.style.top = first * 40 + 'px'
      table.innerHTML = Array.from({ length: 40 }, (_, at) => '<tr><td><input type="checkbox">'
        + cells(first + at + 1).map((cell) => '<td>' + cell).join('')).join('')
    }
    view.addEventListener('scroll', () => requestAnimationFrame(draw))
    draw()
  </script>`
}
