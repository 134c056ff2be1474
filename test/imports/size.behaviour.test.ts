import { execFile, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { peopleCsv, peopleMapping } from '../../bench/people.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { createDatabase } from '../support/database.ts'
import { graphql, upload } from '../support/graphql.ts'
import { firstLine } from '../support/processes.ts'

const rows = 100_000
const database = await createDatabase()
/** What `npm start` runs, built from these sources: the loader of TypeScript takes memory of its own. */
const built = 'dist-size'
await promisify(execFile)(process.execPath, [
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
  '--outDir',
  built,
])
afterAll(() => rm(built, { recursive: true }))
const nodeOptions = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))
const server = spawn(process.execPath, [...nodeOptions, `${built}/main.js`], {
  env: { PATH: process.env['PATH'], DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
afterAll(() => server.kill('SIGKILL'))
const url = /http:\S+/.exec(await firstLine(server))?.[0]?.replace(/".*/, '') ?? ''
const csv = peopleCsv(rows)

async function createImporter(credits: number) {
  const user = await createUser(database.pool, { email: `${credits}@example.com`, name: 'Importer', credits })
  const { token } = await createToken(database.pool, user.id)
  const { body } = await upload(
    url,
    {
      query:
        'mutation ($file: File!) { previewImport(input: { file: $file }) { ... on PreviewImportPayload { uploadId totalRows } } }',
      variables: { file: null },
    },
    { path: 'variables.file', name: 'people.csv', content: csv },
    token,
  )
  const uploadId = /"uploadId":"([^"]+)"/.exec(JSON.stringify(body))?.[1]
  const query = graphql(url, token)
  return {
    async importAll(name: string) {
      const input = { name, dataType: 'PEOPLE', uploadId, personMapping: peopleMapping, waitSeconds: 30 }
      const { createListWithImport } = await query<{ createListWithImport: unknown }>(
        `mutation ($input: CreateListWithImportInput!) {
          createListWithImport(input: $input) {
            ... on CreateListWithImportPayload { imported crossListSkipped unaffordable run { status list { rows { totalCount } } } }
          }
        }`,
        { input },
      )
      return createListWithImport
    },
    async credits() {
      const { viewer } = await query<{ viewer: { credits: unknown } }>('{ viewer { credits { balance reserved } } }')
      return viewer.credits
    },
  }
}

/** The most resident memory that the server has while `work` runs, in MB. */
async function peakMemory(work: () => Promise<void>): Promise<number> {
  let peak = 0
  let over = false
  const sample = async () => {
    while (!over) {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(server.pid)])
      peak = Math.max(peak, Number(stdout) / 1_024)
      await delay(50)
    }
  }
  await Promise.all([
    sample(),
    work().finally(() => {
      over = true
    }),
  ])
  return peak
}

describe.skipIf(process.platform === 'win32')(
  'a file of 100,000 rows (memory is read by `ps`, which Windows lacks)',
  () => {
    it('is imported, skipped and cut off with exact counts and credits, in less than 300 MB', {
      timeout: 180_000,
    }, async () => {
      const peak = await peakMemory(async () => {
        const rich = await createImporter(250_000)
        expect(await rich.importAll('First')).toEqual({
          imported: rows,
          crossListSkipped: 0,
          unaffordable: 0,
          run: { status: 'COMPLETED', list: { rows: { totalCount: rows } } },
        })
        expect(await rich.credits()).toEqual({ balance: 150_000, reserved: 0 })
        expect(await rich.importAll('Second')).toEqual({
          imported: 0,
          crossListSkipped: rows,
          unaffordable: 0,
          run: { status: 'COMPLETED', list: { rows: { totalCount: 0 } } },
        })
        expect(await rich.credits()).toEqual({ balance: 150_000, reserved: 0 })

        const poor = await createImporter(500)
        expect(await poor.importAll('Third')).toEqual({
          imported: 500,
          crossListSkipped: 0,
          unaffordable: rows - 500,
          run: { status: 'COMPLETED', list: { rows: { totalCount: 500 } } },
        })
        expect(await poor.credits()).toEqual({ balance: 0, reserved: 0 })
      })
      expect(peak).toBeGreaterThan(50)
      expect(peak).toBeLessThan(300)
    })
  },
)
