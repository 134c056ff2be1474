import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'

/** A user of the server who imports over HTTP. */
export interface BenchClient {
  readonly authorization: string
  /** Returns the field `result` of an operation; throws if it has errors. */
  call(query: string, variables: object): Promise<Record<string, unknown>>
  /** Sends a CSV by `PUT /uploads` and returns the id of the upload. */
  upload(csv: Readable): Promise<string>
  /** Imports people, from an upload or a text; returns the id of the run when all rows are in the new list. */
  importPeople(source: { uploadId: string } | { csvText: string }, rows: number, mapping: object): Promise<string>
}

let users = 0

/** Creates a user with credits. */
export async function createClient(pool: pg.Pool, url: string, credits: number): Promise<BenchClient> {
  const { id } = await createUser(pool, { email: `bench${++users}@leadstream.example`, name: 'Bench', credits })
  const { token } = await createToken(pool, id)
  const authorization = `Bearer ${token}`
  const call = async (query: string, variables: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', authorization }
    const body = JSON.stringify({ query, variables })
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
    const answer: { data?: { result?: Record<string, unknown> } } = JSON.parse(await response.text())
    if (answer.data?.result === undefined) throw new Error(JSON.stringify(answer))
    return answer.data.result
  }
  return {
    authorization,
    call,
    upload: (csv) => putFile(`${url}/uploads?fileName=people.csv`, authorization, csv),
    async importPeople(source, rows, personMapping) {
      const { runId } = await call(
        `mutation ($input: CreateListWithImportInput!) {
          result: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } ... on Error { message } }
        }`,
        { input: { name: 'Bench', dataType: 'PEOPLE', ...source, personMapping, waitSeconds: 30 } },
      )
      for (;;) {
        const run = await call(
          'query ($runId: ID!) { result: importRun(id: $runId) { finishedAt counts { imported } } }',
          { runId },
        )
        if (run['finishedAt'] === null) await delay(200)
        else if (JSON.stringify(run['counts']) === JSON.stringify({ imported: rows })) return String(runId)
        else throw new Error(`Not all of ${rows} rows: ${JSON.stringify(run)}`)
      }
    },
  }
}

async function putFile(url: string, authorization: string, csv: Readable): Promise<string> {
  const sending = request(url, { method: 'PUT', headers: { authorization } })
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', async (response) => resolve(Buffer.concat(await response.toArray()).toString()))
  })
  await pipeline(csv, sending)
  const { uploadId }: { uploadId?: string } = JSON.parse(await answered)
  if (uploadId === undefined) throw new Error(await answered)
  return uploadId
}

/** Waits until work that follows an import can't slow down the next measurement. */
export async function enrichmentIsOver(pool: pg.Pool): Promise<void> {
  while ((await pool.query(`SELECT FROM enrichments WHERE status = 'ENRICHING'`)).rowCount !== 0) await delay(50)
}
