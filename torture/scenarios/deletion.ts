import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { pick, seeded } from '../../src/samples/random.ts'
import { type DeletionReport, deleteListMidway, deleteUserMidway, type StartRun } from '../harness/delete-midway.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type ImportFixture, type Kind, openImportFixture, type TestUser } from '../harness/import-fixture.ts'
import { importTwice } from '../harness/import-twice.ts'
import { findViolations } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

type Count = 'pairs' | 'lists' | 'users'

/** Concurrent attempts. */
const concurrency = 3
const kinds: readonly Kind[] = ['CSV', 'SALES_NAV', 'ENRICHMENT']
/** Rows of a run, and the maximum number of its pages to wait for. */
const sizes: Readonly<Record<Kind, { rows: number; pages: number }>> = {
  CSV: { rows: 200, pages: 7 },
  SALES_NAV: { rows: 600, pages: 5 },
  ENRICHMENT: { rows: 200, pages: 0 },
}

/** Two imports into one list, and lists and users deleted during an import or an enrichment. */
export const deletion: Scenario<Count> = {
  name: 'deletion',
  promise:
    'Two imports into one list import each person once. A list or a user deleted during an import stays deleted, and the import ends without an error.',
  counts: {
    pairs: { sample: 2, ci: 20, full: 100 },
    lists: { sample: 3, ci: 45, full: 200 },
    users: { sample: 4, ci: 45, full: 200 },
  },
  run,
}

async function run({ environment, counts, seed, report }: Trial<Count>): Promise<Outcome> {
  const fixture = await openImportFixture(environment)
  const violations: string[] = []
  const deleted: Record<'lists' | 'users', DeletionReport[]> = { lists: [], users: [] }

  const attempts = {
    pairs: async (name: string, number: number) => {
      violations.push(...(await importTwice(fixture, await fixture.createUser(name), number)))
    },
    lists: (name: string, number: number) => deleteMidway('lists', deleteListMidway, name, number),
    users: (name: string, number: number) => deleteMidway('users', deleteUserMidway, name, number),
  }
  const deleteMidway = async (
    what: 'lists' | 'users',
    remove: typeof deleteListMidway,
    name: string,
    number: number,
  ) => {
    const user = await fixture.createUser(name)
    const found = await remove(fixture, user, () => startAndWait(fixture, user, number, seeded(seed * 10_000 + number)))
    deleted[what].push(found)
    violations.push(...found.violations.map((problem) => `${name}: ${problem}`))
  }

  const limit = pLimit(concurrency)
  let number = 0
  for (const what of ['pairs', 'lists', 'users'] as const) {
    await Promise.all(
      Array.from({ length: counts[what] }, (_, at) => {
        number += 1
        return limit(attempts[what], `${what}${at + 1}`, number)
      }),
    )
    report(`${counts[what]} ${what}`)
  }
  await fixture.waitUntilIdle()
  for (const { recheck } of [...deleted.lists, ...deleted.users]) violations.push(...(await recheck()))
  violations.push(...(await findViolations(fixture.pool)), ...(await fixture.findFailedJobs()))
  violations.push(...errorLogsOf([fixture.server]))
  const wasRunning = (what: 'lists' | 'users') => deleted[what].filter((each) => each.wasRunning).length
  return {
    figures: {
      pairs: counts.pairs,
      lists: deleted.lists.length,
      listsWhileRunning: wasRunning('lists'),
      users: deleted.users.length,
      usersWhileRunning: wasRunning('users'),
      slowestDeletionMs: Math.max(...[...deleted.lists, ...deleted.users].map(({ milliseconds }) => milliseconds)),
    },
    violations,
  }
}

/** Starts a random kind of work and waits for a random moment of it. */
async function startAndWait(
  { waitForStatus, waitForPage }: ImportFixture,
  user: TestUser,
  number: number,
  random: () => number,
): ReturnType<StartRun> {
  const kind = pick(kinds, random)
  const { rows, pages } = sizes[kind]
  const started = await user.start(kind, { number, rows })
  if (kind === 'ENRICHMENT') await waitForStatus(started.runId, 'COMPLETED')
  else await waitForPage(started.runId, Math.floor(random() * (pages + 1)))
  await delay(random() * (kind === 'ENRICHMENT' ? 1_500 : 20))
  return started
}
