import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { peopleCsv, peopleMapping } from '../../../bench/people.ts'
import { startBuiltServer } from '../../../bench/server.ts'
import { createToken } from '../../../src/users/tokens.ts'
import { createUser } from '../../../src/users/users.ts'
import { createDatabase } from '../../support/database.ts'
import { bearer, graphql } from '../../support/graphql.ts'
import { whenOver } from '../../support/when-over.ts'

const rows = 100_000
const database = await createDatabase()
const server = await startBuiltServer({ DATABASE_URL: database.url })
whenOver(server.stop)
const csv = peopleCsv(rows)

interface Run {
  status: string
  outcomesCsvUrl: string
}

async function createImporter(credits: number) {
  const user = await createUser(database.pool, { email: `${credits}@example.com`, name: 'Importer', credits })
  const { token } = await createToken(database.pool, user.id)
  const staged = await fetch(`${server.url}/uploads`, { method: 'PUT', headers: bearer(token), body: csv })
  const uploadId = /"uploadId":"([^"]+)"/.exec(await staged.text())?.[1]
  const query = graphql(`${server.url}/graphql`, token)

  async function ended(id: string): Promise<Run> {
    for (;;) {
      const { importRun } = await query<{ importRun: Run }>(
        `query ($id: ID!) {
          importRun(id: $id) {
            status outcomesCsvUrl
            counts { imported crossListSkipped unaffordable }
            list { rows { totalCount } }
          }
        }`,
        { id },
      )
      if (!['QUEUED', 'RUNNING'].includes(importRun.status)) return importRun
      await delay(100)
    }
  }

  return {
    async importAll(name: string) {
      const input = { name, dataType: 'PEOPLE', uploadId, personMapping: peopleMapping }
      const { createListWithImport } = await query<{ createListWithImport: { runId: string } }>(
        `mutation ($input: CreateListWithImportInput!) {
          createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
        }`,
        { input },
      )
      const { outcomesCsvUrl, ...run } = await ended(createListWithImport.runId)
      return { ...run, outcomes: await countLines(outcomesCsvUrl) }
    },
    async credits() {
      const { viewer } = await query<{ viewer: { credits: unknown } }>('{ viewer { credits { balance reserved } } }')
      return viewer.credits
    },
  }
}

/** How many lines a download has behind its header. */
async function countLines(url: string): Promise<number> {
  const { body } = await fetch(url)
  let lines = -1
  for await (const piece of body ?? Readable.from([])) {
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines++
  }
  return lines
}

describe.skipIf(process.platform === 'win32')(
  'a file of 100,000 rows (memory is read by `ps`, which Windows lacks)',
  () => {
    it('a large file is imported with exact counts, credits and outcomes in less than 400 MB', async () => {
      const peak = await server.peakMemory(async () => {
        const rich = await createImporter(250_000)
        expect(await rich.importAll('First')).toEqual({
          status: 'COMPLETED',
          counts: { imported: rows, crossListSkipped: 0, unaffordable: 0 },
          list: { rows: { totalCount: rows } },
          outcomes: 0,
        })
        expect(await rich.credits()).toEqual({ balance: 150_000, reserved: 0 })
        expect(await rich.importAll('Second')).toEqual({
          status: 'COMPLETED',
          counts: { imported: 0, crossListSkipped: rows, unaffordable: 0 },
          list: { rows: { totalCount: 0 } },
          outcomes: rows,
        })
        expect(await rich.credits()).toEqual({ balance: 150_000, reserved: 0 })

        const poor = await createImporter(500)
        expect(await poor.importAll('Third')).toEqual({
          status: 'COMPLETED',
          counts: { imported: 500, crossListSkipped: 0, unaffordable: rows - 500 },
          list: { rows: { totalCount: 500 } },
          outcomes: rows - 500,
        })
        expect(await poor.credits()).toEqual({ balance: 0, reserved: 0 })
      })
      expect(peak).toBeGreaterThan(50)
      expect(peak).toBeLessThan(400)
    })
  },
)
