import { setTimeout as delay } from 'node:timers/promises'
import { AccountDisconnectedError } from '../../accounts/provider-errors.ts'
import { claimRequest, countLeads } from '../../accounts/requests.sql.ts'
import { AccountGoneError } from '../errors.ts'
import type { Attempt } from '../run/attempt.ts'
import { withoutPrefetch } from '../run/lead-page.ts'
import { giveBackRun, maxDelay } from '../run/lifecycle.ts'
import { pauseRun } from '../run/pause.ts'
import { fetchPage } from './search-page.ts'

/** Longest time that a job waits for its account, in milliseconds. For a longer wait it is queued again, which frees the worker. */
const maxWait = 1_000
/** Shortest wait, in milliseconds: if our clock is ahead of the database's, the job must not spin. */
const minWait = 10

const otherProvider =
  'The LinkedIn account of this import belongs to a provider that this server is not configured for. The import resumes when the operator configures that provider again.'

/** Imports a search page by page. Requests of one account are spaced out, and don't overlap because its jobs share a queue. */
export async function importSearch(attempt: Attempt): Promise<void> {
  const { deps, job } = attempt
  for (;;) {
    const { accountId, provider, providerAccountId, searchUrl } = attempt.run
    if (accountId === null || providerAccountId === null || searchUrl === null) throw new AccountGoneError()
    if (provider !== deps.accounts.name) throw new AccountDisconnectedError(otherProvider)
    if (!(await mayRequest(attempt, accountId))) return
    const page = await fetchPage(deps.accounts, { ...attempt.run, providerAccountId, searchUrl }, job.signal)
    await countLeads(deps.pool, accountId, page.leads.length)
    if (!(await attempt.write(withoutPrefetch(page)))) return
  }
}

/** Returns whether the account may be used now. If not, the run waits without occupying a worker. */
async function mayRequest({ deps, job, run }: Attempt, accountId: string): Promise<boolean> {
  const { pool, config } = deps
  const { salesNavSpacing: spacing, salesNavDailyLeads: dailyLeads } = config
  for (;;) {
    const permit = await claimRequest(pool, accountId, { spacing, dailyLeads })
    if (permit.go) return true
    if (permit.cause === 'BUDGET') {
      const reason = `The LinkedIn account reached today's limit of ${dailyLeads.toLocaleString('en')} leads. The import resumes tomorrow.`
      await pauseRun(pool, run, { cause: 'BUDGET', reason, until: permit.until })
      return false
    }
    const wait = permit.until.getTime() - Date.now()
    if (wait > maxDelay) {
      const reason = 'The LinkedIn account is rate-limited. The import resumes automatically.'
      await pauseRun(pool, run, { cause: 'PROVIDER', reason, until: permit.until })
      return false
    }
    if (wait > maxWait) {
      await giveBackRun(pool, run, permit.until)
      return false
    }
    await delay(Math.max(wait, minWait), undefined, { signal: job.signal })
  }
}
