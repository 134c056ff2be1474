import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createList } from '../../../src/lists/create.ts'
import { startFakeBrightData } from '../../../src/providers/enrichment/fake/fake-bright-data.ts'
import { recordsOf } from '../../../src/providers/enrichment/fake/records.ts'
import { startTestApp } from '../../support/app.ts'
import { dataOf } from '../../support/enrichments.ts'
import { createImporter } from '../../support/imports.ts'
import { addCompany } from '../../support/leads.ts'
import { waitFor } from '../../support/wait-for.ts'
import { whenOver } from '../../support/when-over.ts'

// The snapshot never becomes ready for polls, so results can only come from the webhook.
const fake = await startFakeBrightData({ readyAfter: 3_600_000 })
whenOver(() => fake.stop())
const publicUrl = 'https://leads.example.com/api'
const app = await startTestApp({ brightData: { url: fake.url, apiKey: fake.apiKey }, publicUrl, enrichmentPoll: 500 })

let companies = 0

/** Starts the enrichment of a list of two companies; returns the webhook URL that the provider got. */
async function startBatch() {
  const user = await createImporter(app)
  const listId = await createList(app.pool, user.userId, 'A list')
  const slugs = [`company-${++companies}`, `company-${++companies}`]
  for (const linkedinKey of slugs) await addCompany(app, user.userId, listId, { linkedinKey })
  await user.query(
    'mutation ($id: ID!) { enrichList(input: { listId: $id }) { ... on Error { message } __typename } }',
    { id: listId },
  )
  const isOurs = (urls: readonly string[]) => urls.some((url) => slugs.some((slug) => url.endsWith(`/${slug}`)))
  await waitFor(async () => fake.snapshots.some(({ urls }) => isOurs(urls)))
  const { hook, urls } = fake.snapshots.find(({ urls }) => isOurs(urls)) ?? { hook: null, urls: [] }
  const records = urls.flatMap((url, at) => recordsOf(url, dataOf(slugs[at] ?? ''), new Date(), null))
  return {
    listId,
    path: hook?.url.replace(publicUrl, '') ?? '',
    authorization: hook?.authorization ?? '',
    body: JSON.stringify(records),
    read: () => app.prisma.enrichment.findFirstOrThrow({ where: { listId } }),
  }
}

type Batch = Awaited<ReturnType<typeof startBatch>>

/** Sends results like the provider. */
async function send(
  { path, authorization, body }: Pick<Batch, 'path' | 'authorization' | 'body'>,
  { bytes = Buffer.from(body), headers = {} }: { bytes?: Buffer; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${app.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }), ...headers },
    body: new Uint8Array(bytes),
  })
  return { status: response.status, body: await response.json() }
}

const notExpected = { status: 404, body: { error: { code: 'NOT_FOUND', message: 'No results are expected here.' } } }

describe('results that are sent', () => {
  it.each([
    ['plain', (body: string) => ({ bytes: Buffer.from(body) })],
    ['compressed', (body: string) => ({ bytes: gzipSync(body), headers: { 'content-encoding': 'gzip' } })],
    ['compressed without saying so', (body: string) => ({ bytes: gzipSync(body) })],
    ['plain but said to be compressed', () => ({ headers: { 'content-encoding': 'gzip' } })],
  ])('results that are sent %s are saved at once, and complete the enrichment without a poll', async (_how, sent) => {
    const batch = await startBatch()
    expect(await send(batch, sent(batch.body))).toEqual({ status: 200, body: {} })
    expect(await batch.read()).toMatchObject({ total: 2, enriched: 2 })
    await waitFor(async () => (await batch.read()).status === 'IDLE')
    const rows = await app.prisma.companyRow.findMany({ where: { listId: batch.listId } })
    expect(rows.map(({ headquarters }) => headquarters)).toEqual(['Bergen, Vestland', 'Bergen, Vestland'])
    expect(await send(batch)).toEqual(notExpected)
  })

  it('the response is the same for results that are not expected, have a wrong secret, or are invalid', async () => {
    const [batch, other] = [await startBatch(), await startBatch()]
    const { path, authorization, body } = batch
    const before = await batch.read()
    const attempts = [
      await send({ ...batch, path: `/webhooks/bright-data/${randomUUID()}` }),
      await send({ ...batch, path: '/webhooks/bright-data/seven' }),
      await send({ ...batch, path: other.path }),
      await send({ ...batch, authorization: '' }),
      await send({ ...batch, authorization: `${authorization}x` }),
      await send({ ...batch, authorization: `Bearer ${authorization}` }),
      await send({ path, authorization, body: '' }),
      await send({ path, authorization, body: '{"status":"building"}' }),
      await send({ path, authorization, body: body.slice(0, -1) }),
      await send(batch, { bytes: gzipSync(body).subarray(0, 50) }),
    ]
    expect(new Set(attempts.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(notExpected)]))
    expect(await batch.read()).toMatchObject({ status: 'ENRICHING', enriched: before.enriched, failed: before.failed })
    expect(await send(batch)).toMatchObject({ status: 200 })
  })

  it('oversized results are rejected, and a body without a valid secret is not read', async () => {
    const batch = await startBatch()
    const announced = (authorization: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization, 'content-length': 100_000_001 }
        const sending = request(`${app.origin}${batch.path}`, { method: 'POST', headers }, (response) => {
          resolve(response.statusCode)
          sending.destroy()
        })
        sending.on('error', reject)
        sending.flushHeaders()
      })
    expect(await announced(batch.authorization)).toBe(413)
    expect(await announced('guessed')).toBe(404)
    // Gzip members, which are inflated one after the other.
    const bomb = Buffer.concat(Array<Buffer>(31).fill(gzipSync(Buffer.alloc(10_000_000))))
    expect(await send(batch, { bytes: bomb })).toMatchObject({ status: 413 })
    expect(await send(batch)).toMatchObject({ status: 200 })
  })

  it('the webhook only accepts POST', async () => {
    const { path, authorization } = await startBatch()
    const response = await fetch(`${app.origin}${path}`, { headers: { authorization } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
})
