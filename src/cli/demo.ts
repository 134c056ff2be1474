import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { Command } from 'commander'
import type pg from 'pg'
import { startApp } from '../app.ts'
import { type Config, loadConfig, readEnvironment } from '../config.ts'
import { availableCredits, grantCredits } from '../credits/ledger.ts'
import { UserNotFoundError } from '../users/errors.ts'
import { createToken } from '../users/tokens.ts'
import { createUser, findUserByEmail } from '../users/users.ts'
import { type Api, openApi } from './demo-api.ts'
import {
  blockCompanies,
  type Counts,
  createListWithImport,
  type Enrichment,
  enrichmentProgress,
  importProgress,
  previewImport,
  readResult,
  readViewer,
} from './demo-operations.ts'
import {
  countsInLine,
  describeCounts,
  describeEnrichment,
  describePreview,
  describeResult,
  discrepancy,
  enrichmentInLine,
  number,
} from './demo-report.ts'
import { openBar } from './progress-bar.ts'
import { fail, quietLog } from './run.ts'
import { makeSample, type Sample } from './sample.ts'

const email = 'demo@leadstream.example'
const credits = 5_000
/** Small pages, so that 2,000 rows are long enough on their way for a person to watch. */
const pageSize = 25
/** The sandbox is ready in a second. */
const enrichmentPoll = 500
const drainWithin = 10_000

const { once } = new Command('demo')
  .description('Start Leadstream, import an invented file of 2,000 people and show what becomes of them')
  .option('--once', 'end after the import instead of serving until Ctrl-C')
  .parse()
  .opts<{ once?: true }>()

const signal = firstSignal()
try {
  const config = loadConfig(readEnvironment())
  // Nobody is asked about invented companies.
  await present(Object.freeze({ ...config, role: 'all' as const, pageSize, brightData: null, enrichmentPoll }))
} catch (error) {
  fail('DEMO', error instanceof Error ? error.message : String(error), false)
}
process.exit()

/** The whole demo, until it is over or a signal comes. */
async function present(config: Config): Promise<void> {
  const app = await startApp(config, quietLog(config))
  try {
    const url = `${app.url}/graphql`
    heading(`Leadstream serves ${url}`)
    const database = config.databaseUrl === null ? `Postgres of its own in ${nameOf(config.dataDir)}` : 'DATABASE_URL'
    say(`Database: ${database}`)
    const token = await signIn(app.pool)
    const shown = showImport(openApi(url, token), config.dataDir).then(() => showWayOn(config, url, token))
    // A signal ends it half-way, or the serving that follows.
    await Promise.race([signal, once ? shown : shown.then(() => signal)])
  } finally {
    await app.stop()
  }
}

/** The demo's user with enough credits, and a new token. */
async function signIn(pool: pg.Pool): Promise<string> {
  const user = await findUserByEmail(pool, email).catch((error: unknown) => {
    if (!(error instanceof UserNotFoundError)) throw error
    return createUser(pool, { email, name: 'Demo', credits: 0 })
  })
  const missing = credits - (await availableCredits(pool, user.id))
  if (missing > 0) await grantCredits(pool, user.id, missing, 'For the demo')
  return (await createToken(pool, user.id)).token
}

/** From here on all goes over the API, as any client would do it. */
async function showImport(api: Api, folder: string): Promise<void> {
  const { importRuns, viewer: user } = await api.call(readViewer)
  say(`Signed in as ${email}, with ${number(user.credits.available)} credits`)
  const sample = makeSample(importRuns.totalCount)
  const day = new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
  await prepare(api, sample, day)

  const file = join(folder, 'demo.csv')
  await mkdir(folder, { recursive: true })
  await writeFile(file, sample.csv)
  heading(`Preview of ${nameOf(file)}`)
  const { previewImport: preview } = await api.call(previewImport, {}, new File([sample.csv], 'demo.csv'))
  say(...describePreview(preview))

  heading('Import, as the subscription importProgress tells it')
  say(`${pageSize} rows a page here, so that you can watch; usually 5,000`)
  const { viewer } = await api.call(readViewer)
  const { uploadId, dataType, personMapping, companyMapping } = preview
  const input = { name: `Demo, ${day}`, dataType, uploadId, personMapping, companyMapping }
  const { listId, runId } = (await api.call(createListWithImport, { input })).createListWithImport
  const counts = await follow(api, runId)

  const result = await api.call(readResult, { runId })
  const { available: after, reserved } = result.viewer.credits
  const before = viewer.credits.available
  heading('What became of the rows')
  say(...describeCounts(counts, { before, after }))
  const wrong = discrepancy(counts, { before, after, reserved }, result.importRun.list.rows.totalCount)
  if (wrong !== null) throw new Error(`The counts do not add up: ${wrong}`)
  heading('What their companies lacked, as the subscription enrichmentProgress tells it')
  say('Invented as well; `npm start` with a BRIGHT_DATA_API_KEY looks up what LinkedIn says')
  say(...describeEnrichment(await followEnrichment(api, listId)))
  heading('What is there now')
  say(...describeResult(result))
}

/** A block list and a list from before, so that the file meets both. */
async function prepare(api: Api, { blocked, earlierCsv }: Sample, day: string): Promise<void> {
  await api.call(blockCompanies, { entries: blocked })
  const input = {
    name: `Met at the fair, ${day}`,
    dataType: 'PEOPLE',
    csvText: earlierCsv,
    personMapping: { fullName: 'Name', email: 'Work email' },
    waitSeconds: 30,
  }
  const { imported } = (await api.call(createListWithImport, { input })).createListWithImport
  say(
    `Blocked: ${blocked.map(({ name, domain }) => name ?? domain).join(', ')}`,
    `A list from before: ${imported} people, for as many credits`,
  )
}

/** Shows the counts of a run while they move, and answers the last ones. */
async function follow(api: Api, runId: string): Promise<Counts> {
  const bar = openBar(process.stdout)
  let counts: Counts | undefined
  try {
    for await (const { importProgress: run } of api.watch(importProgress, { runId })) {
      bar.show(run.counts, countsInLine(run.counts))
      if (run.error) throw new Error(`The import failed: ${run.error.message}`)
      if (run.status === 'COMPLETED') counts = run.counts
    }
  } finally {
    bar.stop()
  }
  if (!counts) throw new Error('The stream completed before the import did.')
  return counts
}

/** Shows the look-up of a list's companies while it moves, and answers the last counts. */
async function followEnrichment(api: Api, listId: string): Promise<Enrichment> {
  const bar = openBar(process.stdout)
  let last: Enrichment | undefined
  try {
    for await (const { enrichmentProgress: enrichment } of api.watch(enrichmentProgress, { listId })) {
      bar.show(enrichment, enrichmentInLine(enrichment))
      if (enrichment.error) throw new Error(`The enrichment failed: ${enrichment.error.message}`)
      last = enrichment
    }
  } finally {
    bar.stop()
  }
  if (last?.status !== 'IDLE') throw new Error('The stream completed before the enrichment did.')
  const { processed, total } = last
  if (processed !== total) throw new Error(`The counts do not add up: ${processed} of ${total} companies are told of.`)
  return last
}

function showWayOn(config: Config, url: string, token: string): void {
  heading('Go on')
  say(
    ...(config.graphiql ? [`GraphiQL, signed in:  ${url}#token=${token}`] : []),
    `Header of the user:   Authorization: Bearer ${token}`,
    'With curl:',
    `  curl ${url} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\`,
    `    -d '{"query":"{ lists { edges { node { name rows { totalCount } } } } }"}'`,
    '',
    once ? '`npm start` serves all this again.' : 'Ctrl-C ends the server; what was imported stays.',
  )
}

function heading(text: string): void {
  const isBright = process.stdout.isTTY && !process.env['NO_COLOR']
  process.stdout.write(`\n${isBright ? styleText('bold', text) : text}\n`)
}

function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(line === '' ? '\n' : `  ${line}\n`)
}

/** A path as somebody in this folder would type it. */
function nameOf(path: string): string {
  const name = relative('', path)
  return name.startsWith('..') ? path : name
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
