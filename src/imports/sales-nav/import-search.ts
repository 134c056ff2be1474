import { setTimeout as delay } from 'node:timers/promises'
import { AccountDisconnectedError } from '../../accounts/provider-errors.ts'
import { claimRequest, countLeads } from '../../accounts/requests.sql.ts'
import { AccountGoneError } from '../errors.ts'
import type { Attempt } from '../run/attempt.ts'
import { withoutPrefetch } from '../run/lead-page.ts'
import { giveBackRun, maxDelay } from '../run/lifecycle.ts'
import { pauseRun } from '../run/pause.ts'
import { fetchPage } from './search-page.ts'

/** For how long, in milliseconds, a job waits for its account's turn: where it takes longer, it comes again, and the worker is free meanwhile. */
const maxWait = 1_000
/** For how long at least, so that a clock that goes before that of the database keeps nobody busy. */
const shortestWait = 10

const otherProvider =
  'The LinkedIn account of this import belongs to another provider than the one that this server is set up for. The import goes on when whoever runs the server sets that up again.'

/** Imports a search page by page. Requests of one account don't overlap, since its jobs share a queue, and are spaced out. */
export async function importSearch(attempt: Attempt): Promise<void> {
  const { deps, job } = attempt
  for (;;) {
    const { accountId, provider, providerAccountId, searchUrl } = attempt.run
    if (accountId === null || providerAccountId === null || searchUrl === null) throw new AccountGoneError()
    if (provider !== deps.accounts.name) throw new AccountDisconnectedError(otherProvider)
    if (!(await mayAsk(attempt, accountId))) return
    const page = await fetchPage(deps.accounts, { ...attempt.run, providerAccountId, searchUrl }, job.signal)
    await countLeads(deps.pool, accountId, page.leads.length)
    if (!(await attempt.write(withoutPrefetch(page)))) return
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
    if (wait > maxDelay) {
      const reason = 'The LinkedIn account has to rest. The import goes on by itself.'
      await pauseRun(pool, run, { cause: 'PROVIDER', reason, until: permit.until })
      return false
    }
    if (wait > maxWait) {
      await giveBackRun(pool, run, permit.until)
      return false
    }
    await delay(Math.max(wait, shortestWait), undefined, { signal: job.signal })
  }
}
