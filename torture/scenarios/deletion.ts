import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { pick, seeded } from '../../src/samples/random.ts'
import { type Deleted, deleteListMidway, deleteUserMidway, type Midway } from '../harness/delete-midway.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type ImportFixture, type Kind, openImportFixture, type TestUser } from '../harness/import-fixture.ts'
import { importTwice } from '../harness/import-twice.ts'
import { findBroken } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

type Count = 'pairs' | 'lists' | 'users'

/** What is tried at once. */
const atOnce = 3
const kinds: readonly Kind[] = ['CSV', 'SALES_NAV', 'ENRICHMENT']
/** What a run has, and how many of its pages are waited for at most. */
const sizes: Readonly<Record<Kind, { rows: number; pages: number }>> = {
  CSV: { rows: 200, pages: 7 },
  SALES_NAV: { rows: 600, pages: 5 },
  ENRICHMENT: { rows: 200, pages: 0 },
}

/** Two imports into one list, and lists and users that are deleted while something is imported or enriched for them. */
export const deletion: Scenario<Count> = {
  name: 'deletion',
  promise:
    'Two imports into one list land each person once; a list, or a user, that is deleted meanwhile is gone for good, and what worked on it ends without a word.',
  counts: {
    pairs: { sample: 2, ci: 20, full: 100 },
    lists: { sample: 3, ci: 45, full: 200 },
    users: { sample: 4, ci: 45, full: 200 },
  },
  run,
}

async function run({ world, counts, seed, say }: Trial<Count>): Promise<Outcome> {
  const playground = await openImportFixture(world)
  const broken: string[] = []
  const deleted: Record<'lists' | 'users', Deleted[]> = { lists: [], users: [] }

  const attempts = {
    pairs: async (name: string, number: number) => {
      broken.push(...(await importTwice(playground, await playground.createPlayer(name), number)))
    },
    lists: (name: string, number: number) => interfere('lists', deleteListMidway, name, number),
    users: (name: string, number: number) => interfere('users', deleteUserMidway, name, number),
  }
  const interfere = async (what: 'lists' | 'users', remove: typeof deleteListMidway, name: string, number: number) => {
    const player = await playground.createPlayer(name)
    const found = await remove(playground, player, () =>
      midway(playground, player, number, seeded(seed * 10_000 + number)),
    )
    deleted[what].push(found)
    broken.push(...found.broken.map((problem) => `${name}: ${problem}`))
  }

  const limit = pLimit(atOnce)
  let number = 0
  for (const what of ['pairs', 'lists', 'users'] as const) {
    await Promise.all(
      Array.from({ length: counts[what] }, (_, at) => {
        number += 1
        return limit(attempts[what], `${what}${at + 1}`, number)
      }),
    )
    say(`${counts[what]} ${what}`)
  }
  await playground.quiet()
  for (const { lookAgain } of [...deleted.lists, ...deleted.users]) broken.push(...(await lookAgain()))
  broken.push(...(await findBroken(playground.pool)), ...(await playground.findFailedJobs()))
  broken.push(...errorLogsOf([playground.server]))
  const inMidRun = (what: 'lists' | 'users') => deleted[what].filter((each) => each.inMidRun).length
  return {
    figures: {
      pairs: counts.pairs,
      lists: deleted.lists.length,
      listsInMidRun: inMidRun('lists'),
      users: deleted.users.length,
      usersInMidRun: inMidRun('users'),
      slowestDeletionMs: Math.max(...[...deleted.lists, ...deleted.users].map(({ milliseconds }) => milliseconds)),
    },
    broken,
  }
}

/** Starts something at random, and waits for a random moment of it. */
async function midway(
  { becomes, reaches }: ImportFixture,
  player: TestUser,
  number: number,
  random: () => number,
): ReturnType<Midway> {
  const kind = pick(kinds, random)
  const { rows, pages } = sizes[kind]
  const started = await player.start(kind, { number, rows })
  if (kind === 'ENRICHMENT') await becomes(started.runId, 'COMPLETED')
  else await reaches(started.runId, Math.floor(random() * (pages + 1)))
  await delay(random() * (kind === 'ENRICHMENT' ? 1_500 : 20))
  return started
}
