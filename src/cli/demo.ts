import { Command, Option } from 'commander'
import type pg from 'pg'
import { type App, startApp } from '../app.ts'
import { type Config, loadConfig, readEnvironment } from '../config.ts'
import { availableCredits, grantCredits } from '../credits/ledger.ts'
import { UserNotFoundError } from '../users/errors.ts'
import { createSignInCode, signInLink } from '../users/sign-in.ts'
import { createToken } from '../users/tokens.ts'
import type { User } from '../users/users.sql.ts'
import { createUser, findUserByEmail } from '../users/users.ts'
import { openApi } from './api.ts'
import { pageSize, showFile } from './demo-file.ts'
import { readViewer } from './demo-operations.ts'
import { heading, nameOf, say } from './demo-say.ts'
import { showSearch, spacing } from './demo-search.ts'
import { number } from './describe-import.ts'
import { fail, quietLog } from './run.ts'

const email = 'demo@leadstream.example'
const credits = 5_000
/** In milliseconds; the sandbox takes a second. */
const enrichmentPoll = 500
const drainWithin = 10_000

const { once, source } = new Command('demo')
  .description('Start Leadstream, import invented people and show the results')
  .addOption(
    new Option('--source <source>', 'import a file of 2,000 people, or a Sales Navigator search in the sandbox')
      .choices(['file', 'sales-nav'])
      .default('file'),
  )
  .option('--once', 'exit after the import instead of serving until Ctrl-C')
  .parse()
  .opts<{ once?: true; source: 'file' | 'sales-nav' }>()

const signal = firstSignal()
try {
  const config = loadConfig(readEnvironment())
  // Always the sandbox, because a demo must not use up the limits of a real LinkedIn account.
  const ownSource =
    source === 'file' ? { pageSize } : { unipile: null, salesNavSpacing: spacing, salesNavDailyLeads: 1_000_000 }
  const invented = { brightData: null, enrichmentPoll }
  await present(Object.freeze({ ...config, ...ownSource, ...invented, role: 'all' as const }))
} catch (error) {
  fail('DEMO', error instanceof Error ? error.message : String(error), false)
}
process.exit()

/** Runs the demo until it ends or a signal arrives. */
async function present(config: Config): Promise<void> {
  const app = await startApp(config, quietLog(config))
  try {
    const url = `${app.url}/graphql`
    heading(`Leadstream is running at ${url}`)
    const database = config.databaseUrl === null ? `embedded Postgres in ${nameOf(config.dataDir)}` : 'DATABASE_URL'
    say(`Database: ${database}`)
    const user = await findOrCreateUser(app.pool)
    const { token } = await createToken(app.pool, user.id)
    if (!once) await showDashboard(app, user.id)
    const shown = showImport(config, app.url, token)
    // A signal ends the demo, or the server afterwards.
    await Promise.race([signal, once ? shown : shown.then(() => signal)])
  } finally {
    await app.stop()
  }
}

/** Returns the demo's user, with enough credits. */
async function findOrCreateUser(pool: pg.Pool): Promise<User> {
  const user = await findUserByEmail(pool, email).catch((error: unknown) => {
    if (!(error instanceof UserNotFoundError)) throw error
    return createUser(pool, { email, name: 'Demo', credits: 0 })
  })
  const missing = credits - (await availableCredits(pool, user.id))
  if (missing > 0) await grantCredits(pool, user.id, missing, 'For the demo')
  return user
}

async function showDashboard({ pool, url }: App, userId: number): Promise<void> {
  const { code } = await createSignInCode(pool, userId)
  say(
    'Open the dashboard to watch. This link signs you in once, within two minutes:',
    `  ${signInLink(url, code)}`,
    `  (For another link: npm run -s cli -- user sign-in ${email})`,
  )
}

async function showImport(config: Config, origin: string, token: string): Promise<void> {
  const api = openApi(origin, token)
  const { viewer } = await api.call(readViewer)
  say(`Signed in as ${email}, with ${number(viewer.credits.available)} credits`)
  await (source === 'file' ? showFile(api, config.dataDir) : showSearch(api))
  showNextSteps(config, `${origin}/graphql`, token)
}

function showNextSteps(config: Config, url: string, token: string): void {
  heading('Next steps')
  say(
    ...(config.graphiql ? [`GraphiQL, signed in:  ${url}#token=${token}`] : []),
    `Header for requests:  Authorization: Bearer ${token}`,
    'With curl:',
    `  curl ${url} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\`,
    `    -d '{"query":"{ lists { edges { node { name rows { totalCount } } } } }"}'`,
    '',
    once ? 'Run `npm start` to serve this data again.' : 'Press Ctrl-C to stop the server. The imported data is kept.',
  )
}

function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      resolve()
      setTimeout(() => process.exit(1), drainWithin).unref()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}
