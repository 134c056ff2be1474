import { randomUUID } from 'node:crypto'
import type { ProviderLead } from '../../src/accounts/provider.ts'
import { startFakeUnipile } from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import type { InventedSearch } from '../../src/providers/sales-nav/invented-people.ts'
import { seeded } from '../../src/samples/random.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { injectFaults } from '../harness/fault-injector.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Scenario } from '../harness/scenario.ts'
import { startImport } from '../harness/start-import.ts'
import { startWorkerFleet } from '../harness/worker-fleet.ts'
import { imports } from './crash.ts'

const peopleOfSearch = 2_000
const peopleOfPage = 100
/** Maximum number of pages between two kills. */
const steps = 3
const killsOfSearch = 4

/** Sales Navigator searches whose workers are killed repeatedly. */
export const crashSalesNav: Scenario<'kills' | 'freezes'> = {
  name: 'crash-sales-nav',
  promise:
    'However often the workers of searches are killed, or suspended and resumed, each person found is imported and charged once, and a page is requested again only if its worker died.',
  counts: {
    kills: { sample: 1, ci: 6, full: 60 },
    freezes: { sample: 0, ci: 1, full: 10 },
  },
  async run({ environment, counts: { kills, freezes }, timeFactor, seed, report }) {
    const random = seeded(seed)
    const database = await environment.createDatabase()
    const account = { id: 'account', name: 'Ada', status: 'OK', salesNavigator: true } as const
    const fake = await startFakeUnipile({ accounts: [account], find, latency: 30 })
    const env = {
      DATABASE_URL: database.url,
      UNIPILE_URL: fake.url,
      UNIPILE_API_KEY: fake.apiKey,
      SALES_NAV_SPACING_MS: '20',
      SALES_NAV_DAILY_LEADS: '1000000',
    }
    const [api, fleet] = await Promise.all([
      environment.startServer({ ...env, ROLE: 'api' }),
      startWorkerFleet(environment, database, env, Math.min(2, kills + freezes)),
    ])
    const searches = Math.ceil((kills + freezes) / killsOfSearch)
    const importer = await createImporter(database, api.url, { name: 'crash', credits: searches * peopleOfSearch })
    await giveAccount(database, importer.userId, account.id)
    for (let search = 1; search <= searches; search++) {
      const url = `https://www.linkedin.com/sales/search/people?query=(keywords%3As${search})`
      const { message } = await startImport(importer, 'importSalesNav', { url, maxResults: peopleOfSearch })
      if (message !== undefined) throw new Error(`The search was refused: ${message}`)
    }

    const { figures, violations } = await injectFaults(
      fleet,
      { ...imports(database), task: 'import-search' },
      { kills, freezes, steps, timeFactor, random, report },
    )
    await fleet.end()
    const asked = fake.log.filter(({ path }) => path === '/api/v1/linkedin/search').length
    const pages = (searches * peopleOfSearch) / peopleOfPage
    const repeated = asked - pages
    await fake.stop()
    const problems = await verify(database, searches)
    if (repeated > kills + freezes)
      problems.push(`${repeated} pages were requested again after ${kills + freezes} faults`)
    return {
      figures: { ...figures, pages, 'pages requested again': repeated },
      violations: [...violations, ...problems, ...(await findViolations(database.pool))],
    }
  },
}

async function giveAccount({ pool }: ScenarioDatabase, userId: number, providerAccountId: string): Promise<void> {
  await pool.query(
    `INSERT INTO linkedin_accounts (id, user_id, provider_account_id, name, status, has_sales_navigator)
     VALUES ($1, $2, $3, 'Ada', 'OK', true)`,
    [randomUUID(), userId, providerAccountId],
  )
}

/** One in ten people repeats an earlier one. */
function find(url: string): InventedSearch {
  const search = Number(/keywords%3As(\d+)/.exec(url)?.[1])
  return { total: peopleOfSearch, at: (place) => person(search, isTwice(place) ? place - 9 : place) }
}

function isTwice(place: number): boolean {
  return place % 10 === 9
}

function person(search: number, place: number): ProviderLead {
  const memberId = String(search * 1_000_000 + place)
  return {
    id: `ACwAA${memberId}`,
    memberId,
    publicIdentifier: `person-${memberId}`,
    name: `Person ${memberId}`,
    firstName: 'Person',
    lastName: memberId,
    headline: null,
    location: 'Utrecht',
    publicProfileUrl: `https://www.linkedin.com/in/person-${memberId}`,
    profileUrl: null,
    positions: [{ company: `Company ${place % 40}`, companyId: null, role: 'Engineer' }],
  }
}

async function verify({ pool }: ScenarioDatabase, searches: number): Promise<string[]> {
  const { rows } = await pool.query<{ status: string; message: string | null; people: string[] }>(
    `SELECT status, error_message AS message, ARRAY(SELECT member_id FROM list_rows WHERE list_id = r.list_id ORDER BY id) AS people
     FROM import_runs r ORDER BY seq`,
  )
  const problems = rows.length === searches ? [] : [`there are ${rows.length} of ${searches} runs`]
  for (const [at, { status, message, people }] of rows.entries()) {
    const places = Array.from({ length: peopleOfSearch }, (_, place) => place).filter((place) => !isTwice(place))
    const expected = places.map((place) => String((at + 1) * 1_000_000 + place))
    if (status !== 'COMPLETED') problems.push(`search ${at + 1} ended as ${status}: ${message}`)
    else if (people.join() !== expected.join()) problems.push(`search ${at + 1} imported other people than it found`)
  }
  return problems
}
