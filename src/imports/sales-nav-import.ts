import { setTimeout as delay } from 'node:timers/promises'
import { claimRequest, countLeads } from '../accounts/requests.sql.ts'
import type { Attempt } from './attempt.ts'
import { AccountGoneError } from './errors.ts'
import { giveBackRun, pauseRun } from './lifecycle.ts'
import { fetchPage } from './sales-nav-source.ts'
import { alone } from './source.ts'

/** For how long, in milliseconds, a job waits for its account's turn: where it takes longer, it comes again, and the worker is free meanwhile. */
const longestWait = 1_000

/** Imports a search page by page. Requests of one account don't overlap, since its jobs share a queue, and are spaced out. */
export async function importSearch(attempt: Attempt): Promise<void> {
  const { deps, job } = attempt
  for (;;) {
    const { accountId, providerAccountId, searchUrl } = attempt.run
    if (accountId === null || providerAccountId === null || searchUrl === null) throw new AccountGoneError()
    if (!(await mayAsk(attempt, accountId))) return
    const page = await fetchPage(deps.accounts, { ...attempt.run, providerAccountId, searchUrl }, job.signal)
    await countLeads(deps.pool, accountId, page.leads.length)
    if (!(await attempt.write(alone(page)))) return
  }
}

/** Whether the account may be asked now; where not, the run waits without a worker. */
async function mayAsk({ deps, job, run }: Attempt, accountId: string): Promise<boolean> {
  const { pool, config } = deps
  const { salesNavSpacing: spacing, salesNavDailyLeads: dailyLeads } = config
  for (;;) {
    const permit = await claimRequest(pool, accountId, { spacing, dailyLeads })
    if (permit.go) return true
    if (permit.cause === 'BUDGET') {
      const reason = `The LinkedIn account has given its ${dailyLeads.toLocaleString('en')} leads of today. The import goes on tomorrow by itself.`
      await pauseRun(pool, run, { cause: 'BUDGET', reason, until: permit.until })
      return false
    }
    const wait = permit.until.getTime() - Date.now()
    if (wait > longestWait) {
      await giveBackRun(pool, run, permit.until)
      return false
    }
    await delay(Math.max(wait, 0), undefined, { signal: job.signal })
  }
}
