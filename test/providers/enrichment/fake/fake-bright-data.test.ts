import { createServer, type IncomingHttpHeaders } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { CompanyResult } from '../../../../src/enrichment/provider.ts'
import { SnapshotFailedError } from '../../../../src/enrichment/provider-errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../../src/errors.ts'
import { createBrightData } from '../../../../src/providers/enrichment/bright-data/bright-data.ts'
import {
  type FakeBrightDataOptions,
  startFakeBrightData,
} from '../../../../src/providers/enrichment/fake/fake-bright-data.ts'
import { healingFaults } from '../../../../src/providers/enrichment/fake/faults.ts'
import { whenOver } from '../../../support/when-over.ts'
import { addresses, ask, calm } from '../contract.ts'

const urls = addresses.slice(2, 4)
const authorization = 'Basic c2VjcmV0'

async function open(options: FakeBrightDataOptions = {}) {
  const fake = await startFakeBrightData({ readyAfter: 20, ...options })
  whenOver(fake.stop)
  let minute = 0
  // Time passes so quickly that the circuit breaker never opens.
  const now = () => 60_000 * minute++
  return { fake, provider: createBrightData({ url: fake.url, apiKey: fake.apiKey, timeout: 60_000, now }) }
}

/** Starts a webhook that returns the statuses in turn and then repeats the last. */
async function receive(...statuses: number[]) {
  const calls: { headers: IncomingHttpHeaders; body: Buffer }[] = []
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    calls.push({ headers: req.headers, body: Buffer.concat(chunks) })
    res.writeHead(statuses[calls.length - 1] ?? statuses.at(-1) ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  whenOver(() => server.close().closeAllConnections())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`
  return { calls, hook: { url, authorization } }
}

/** Retries until there is a response. */
async function untilAnswered<T>(request: () => Promise<T | null>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await request()
      if (answer !== null) return answer
    } catch (error) {
      const passes = error instanceof ProviderBusyError || error instanceof ProviderUnavailableError
      if (!passes || attempt > 50) throw error
    }
  }
}

const sorted = (results: CompanyResult[]) => results.toSorted((a, b) => a.url.localeCompare(b.url))

describe('the webhook of the fake server', () => {
  it('the webhook receives the contents of a download as plain JSON, with the authorization', async () => {
    const { fake, provider } = await open()
    const { calls, hook } = await receive()
    const id = await provider.trigger({ urls, hook, signal: calm() })
    await expect.poll(() => fake.deliveries).toEqual([{ snapshotId: id, isZipped: false, status: 200 }])
    expect(calls[0]?.headers).toMatchObject({ authorization, 'content-type': 'application/json' })
    expect(calls[0]?.headers).not.toHaveProperty('content-encoding')
    expect(provider.read(JSON.parse(`${calls[0]?.body}`))).toEqual(await provider.collect(id, calm()))
  })

  it('the webhook receives gzip, declared in a header or not', async () => {
    const { fake, provider } = await open()
    const { calls, hook } = await receive()
    fake.faults.push({ kind: 'gzip', on: 'webhook' })
    fake.faults.push({ kind: 'gzip_undeclared', on: 'webhook' })
    for (let turn = 1; turn < 3; turn++) {
      await provider.trigger({ urls, hook, signal: calm() })
      await expect.poll(() => calls).toHaveLength(turn)
    }
    expect(calls.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined])
    for (const { body } of calls) expect(provider.read(JSON.parse(`${gunzipSync(body)}`))).toHaveLength(2)
  })

  it('the webhook is called twice, before the response to the trigger, or never', async () => {
    const { fake, provider } = await open({ readyAfter: 30 })
    const { calls, hook } = await receive()
    fake.faults.push({ kind: 'early', on: 'webhook' })
    fake.faults.push({ kind: 'twice', on: 'webhook' })
    fake.faults.push({ kind: 'lost', on: 'webhook' })
    await provider.trigger({ urls, hook, signal: calm() })
    expect(calls).toHaveLength(1)
    await provider.trigger({ urls, hook, signal: calm() })
    await expect.poll(() => calls).toHaveLength(3)
    expect(calls[2]?.body).toEqual(calls[1]?.body)
    const lost = await provider.trigger({ urls, hook, signal: calm() })
    await expect.poll(() => provider.collect(lost, calm())).not.toBeNull()
    expect(fake.deliveries.map(({ snapshotId }) => snapshotId)).not.toContain(lost)
  })

  it('a webhook call that fails is retried, at most three calls in all', async () => {
    const { fake, provider } = await open({ readyAfter: 10 })
    const taking = await receive(503, 200)
    await provider.trigger({ urls, hook: taking.hook, signal: calm() })
    await expect.poll(() => fake.deliveries.map(({ status }) => status)).toEqual([503, 200])
    const refusing = await receive(404)
    await provider.trigger({ urls, hook: refusing.hook, signal: calm() })
    await expect.poll(() => fake.deliveries).toHaveLength(5)
    await ask(provider, urls)
    expect(refusing.calls).toHaveLength(3)
  })
})

describe('the fake server', () => {
  it('a snapshot passes through each state, and a failed one stays failed', async () => {
    const hour = 3_600_000
    const { fake, provider } = await open({ readyAfter: hour })
    const now = performance.now.bind(performance)
    const passTime = (milliseconds: number) =>
      vi.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds)
    onTestFinished(() => void vi.restoreAllMocks())
    const id = await provider.trigger({ urls, hook: null, signal: calm() })
    const stateOf = async () => {
      const headers = { authorization: `Bearer ${fake.apiKey}` }
      const body: unknown = await (await fetch(`${fake.url}/datasets/v3/progress/${id}`, { headers })).json()
      return body
    }
    expect(await stateOf()).toEqual({ snapshot_id: id, dataset_id: 'gd_l1vikfnt1wgvvqz95w', status: 'starting' })
    passTime(hour / 2)
    expect(await stateOf()).toMatchObject({ status: 'running' })
    passTime(hour)
    expect(await stateOf()).toMatchObject({ status: 'ready' })
    fake.faults.push({ kind: 'failed', on: 'progress' })
    for (let turn = 0; turn < 2; turn++) {
      await expect(provider.collect(id, calm())).rejects.toMatchObject({ code: 'SNAPSHOT_FAILED' })
    }
  })

  it('the log has the start and end of each request', async () => {
    const { fake, provider } = await open({ latency: 20 })
    await ask(provider, urls)
    const [first, second] = fake.log
    expect(first).toMatchObject({ method: 'POST', path: '/datasets/v3/trigger', status: 200, fault: null })
    expect((first?.end ?? 0) - (first?.start ?? 0)).toBeGreaterThanOrEqual(19)
    expect(second?.start).toBeGreaterThan(first?.end ?? Number.POSITIVE_INFINITY)
  })

  it('a client that retries survives all healing faults and gets nearly every company', async () => {
    const kinds = Object.values(healingFaults)
      .flat()
      .map((fault) => ('ends' in fault ? { ...fault, ends: 20 } : fault))
    const { fake, provider } = await open({ readyAfter: 0, faults: { percent: 40, seed: 7, kinds } })
    const codes = new Set<string | null>()
    const known = new Set<string>()
    for (let round = 0; round < 6; round++) {
      const id = await untilAnswered(() => provider.trigger({ urls: addresses, hook: null, signal: calm() }))
      const results = await untilAnswered(() => provider.collect(id, calm())).catch((error: unknown) => {
        if (error instanceof SnapshotFailedError) return []
        throw error
      })
      for (const { url, data, error } of results) {
        if (data) known.add(url)
        codes.add(error?.code ?? null)
      }
    }
    expect(known.size).toBeGreaterThan(250)
    expect(codes).toEqual(new Set([null, 'DEAD_PAGE', 'BAD_INPUT', 'BLOCKED', 'CRAWL_ERROR', 'PARSE_ERROR']))
    expect(new Set(fake.log.map(({ fault }) => fault)).size).toBeGreaterThan(5)
  })

  it.each(['accepted_504', 'accepted_reset', 'accepted_hang'] as const)(
    'a trigger whose response is lost creates a snapshot: %s',
    async (kind) => {
      const { fake, provider } = await open()
      const { calls, hook } = await receive()
      fake.faults.push({ kind, ends: 20 })
      await expect(provider.trigger({ urls, hook, signal: calm() })).rejects.toBeInstanceOf(ProviderUnavailableError)
      expect(fake.snapshots).toMatchObject([{ urls }])
      await expect.poll(() => calls).toHaveLength(1)
    },
  )

  it('the same seed gives the same faults', async () => {
    const faultsOf = async (seed: number) => {
      const kinds = [{ kind: 'internal_error' }, { kind: 'too_many_jobs' }] as const
      const { fake, provider } = await open({ faults: { percent: 50, seed, kinds } })
      for (let turn = 0; turn < 20; turn++) {
        await provider.trigger({ urls, hook: null, signal: calm() }).catch(() => null)
      }
      return fake.log.map(({ fault }) => fault)
    }
    const faults = await faultsOf(1)
    expect(await faultsOf(1)).toEqual(faults)
    expect(await faultsOf(2)).not.toEqual(faults)
  })

  it('`find` decides which companies exist', async () => {
    const { provider } = await open({ readyAfter: 0, find: () => null })
    expect(sorted(await ask(provider, urls)).map(({ error }) => error?.code)).toEqual(['DEAD_PAGE', 'DEAD_PAGE'])
  })
})
