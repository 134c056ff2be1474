import { describe, expect, it } from 'vitest'
import { SnapshotFailedError } from '../../../../src/enrichment/provider-errors.ts'
import { ProviderUnavailableError } from '../../../../src/errors.ts'
import { createBrightData } from '../../../../src/providers/enrichment/bright-data/bright-data.ts'
import { type FakeBrightData, startFakeBrightData } from '../../../../src/providers/enrichment/fake/fake-bright-data.ts'
import { recordErrors } from '../../../../src/providers/enrichment/fake/faults.ts'
import { whenOver } from '../../../support/when-over.ts'
import { ask, calm, collected, describeProvider } from '../contract.ts'
import { answering, apiKey, met, open, serve, urls } from './against-fake.ts'

describe('with the fake server', () => {
  const fakes = new Map<number, Promise<FakeBrightData>>()
  whenOver(async () => {
    for (const fake of fakes.values()) await (await fake).stop()
  })
  describeProvider('Bright Data', async (readyAfter) => {
    const fake = fakes.get(readyAfter) ?? startFakeBrightData({ apiKey, readyAfter })
    fakes.set(readyAfter, fake)
    return createBrightData({ url: (await fake).url, apiKey })
  })
})

describe('a trigger', () => {
  it('a trigger requests the companies as JSON, with their errors', async () => {
    const { fake, trigger } = await open()
    expect(await trigger()).toBe(fake.snapshots[0]?.id)
    expect(fake.snapshots[0]).toMatchObject({ urls, hook: null })
    expect(fake.log).toMatchObject([
      {
        method: 'POST',
        path: '/datasets/v3/trigger',
        query: { dataset_id: 'gd_l1vikfnt1wgvvqz95w', format: 'json', include_errors: 'true' },
      },
    ])
    expect(Object.keys(fake.log[0]?.query ?? {})).toHaveLength(3)
  })

  it('a trigger names the webhook', async () => {
    const { fake, provider } = await open({ readyAfter: 60_000 })
    const hook = { url: 'https://leadstream.example/hook?a=b&c', authorization: 'a secret/+=' }
    await provider.trigger({ urls, hook, signal: calm() })
    expect(provider.sendsResults).toBe(true)
    expect(fake.snapshots[0]?.hook).toEqual({ ...hook, isPlain: true })
    expect(fake.log[0]?.query).toMatchObject({
      endpoint: hook.url,
      auth_header: hook.authorization,
      uncompressed_webhook: 'true',
    })
  })

  it.each([[{}], [{ snapshot_id: '' }], [{ snapshot_id: 7 }], [[]], ['null']])(
    'a trigger whose response is %o has failed',
    async (body) => {
      const provider = await answering(body)
      await expect(provider.trigger({ urls, hook: null, signal: calm() })).rejects.toThrow(
        'Bright Data returned something other than a snapshot.',
      )
    },
  )

  it('a trigger with an invalid URL is refused', async () => {
    const { provider } = await open()
    const refused = provider.trigger({ urls: ['linkedin.com/company/acme'], hook: null, signal: calm() })
    await expect(refused).rejects.toMatchObject({ code: 'REQUEST_REFUSED' })
    await expect(refused).rejects.toThrow('Invalid input provided url This field must be a valid url')
  })
})

describe('a snapshot', () => {
  it.each(['starting', 'running', 'collecting', 'something new'])(
    'a snapshot that is %s is not ready',
    async (status) => {
      const provider = await answering({ snapshot_id: 's_1', status })
      expect(await provider.collect('s_1', calm())).toBeNull()
    },
  )

  it.each(['not_ready', 'building'] as const)('a snapshot whose download is %s is not ready', async (kind) => {
    const { fake, provider, trigger } = await open()
    const id = await trigger()
    fake.faults.push({ kind, on: 'snapshot' })
    expect(await provider.collect(id, calm())).toBeNull()
    expect(fake.log.at(-1)).toMatchObject({ path: `/datasets/v3/snapshot/${id}`, query: { format: 'json' } })
    expect(await provider.collect(id, calm())).toHaveLength(2)
  })

  it.each([
    [{ kind: 'failed' }, 'Failed to trigger collector'],
    [{ kind: 'failed', detail: `Input ${apiKey} is odd` }, 'Input … is odd'],
    [{ kind: 'cancelled' }, 'cancelled'],
    [{ kind: 'error' }, 'Something went wrong. Our team is looking into it.'],
  ] as const)('a failed snapshot throws its message: %o', async (fault, words) => {
    const error = await met('progress', fault)
    expect(error).toBeInstanceOf(SnapshotFailedError)
    expect(error.message).toBe(`Bright Data failed to look up the companies. It said: “${words}”`)
  })

  it('a snapshot that failed because the account is suspended throws ACCOUNT_SUSPENDED', async () => {
    expect(await met('progress', { kind: 'suspended_later' })).toMatchObject({
      code: 'ACCOUNT_SUSPENDED',
      message: expect.stringContaining('It said: “Account is suspended”'),
    })
  })

  it.each([{}, null, 'ready', { status: 7 }])('a progress response of %o is temporary', async (body) => {
    const provider = await answering(body)
    await expect(provider.collect('s_1', calm())).rejects.toBeInstanceOf(ProviderUnavailableError)
  })

  it('a snapshot without records is empty', async () => {
    const provider = await serve((req, res) => res.end(req.url?.includes('progress') ? '{"status":"ready"}' : '[]'))
    expect(await provider.collect('s_1', calm())).toEqual([])
  })

  it('a download that returns only a status is temporary', async () => {
    const provider = await answering({ status: 'ready' })
    await expect(provider.collect('s_1', calm())).rejects.toThrow('something other than companies')
  })
})

describe('a record with a fault', () => {
  const isRecordError = (kind: string): kind is keyof typeof recordErrors => Object.hasOwn(recordErrors, kind)
  it.each(Object.keys(recordErrors).filter(isRecordError))(
    'a record with the error %s becomes an error',
    async (kind) => {
      const { fake, provider } = await open()
      fake.faults.push({ kind, on: 'record', detail: 'Some words' })
      const results = await ask(provider, urls)
      const code = kind === 'proxy_error' ? 'CRAWL_ERROR' : kind.toUpperCase()
      expect(results).toMatchObject([
        { url: urls[0], data: null, error: { code, message: expect.stringContaining('It said: “Some words”') } },
        { url: urls[1], data: { name: 'Globex' }, error: null },
      ])
    },
  )

  it.each(['warning', 'duplicate', 'without_input'] as const)(
    'a record with the fault %s still has data',
    async (kind) => {
      const { fake, provider } = await open()
      const results = await ask(provider, urls)
      fake.faults.push({ kind, on: 'record' })
      expect((await ask(provider, urls)).map(({ data }) => data)).toEqual(results.map(({ data }) => data))
    },
  )

  it('a missing record gives no result', async () => {
    const { fake, provider } = await open()
    fake.faults.push({ kind: 'missing', on: 'record' })
    expect((await ask(provider, urls)).map(({ url }) => url)).toEqual([urls[1]])
  })
})

it('a redirect is not followed', async () => {
  const { fake, trigger } = await open()
  fake.faults.push({ kind: 'redirect' })
  await expect(trigger()).rejects.toBeInstanceOf(ProviderUnavailableError)
  expect(fake.log.map(({ path }) => path)).toEqual(['/datasets/v3/trigger'])
})

it.each(['trigger', 'progress', 'snapshot'] as const)(
  'a %s is aborted with the reason of the caller',
  async (place) => {
    const { fake, provider, trigger } = await open({}, 60_000)
    const id = await trigger()
    fake.faults.push({ kind: 'hang', on: place })
    const caller = new AbortController()
    const reason = new Error('The worker leaves.')
    const refused = expect(
      place === 'trigger' ? trigger(caller.signal) : provider.collect(id, caller.signal),
    ).rejects.toBe(reason)
    await expect.poll(() => fake.log.at(-1)?.fault).toBe('hang')
    caller.abort(reason)
    await refused
    await expect.poll(() => fake.log.at(-1)?.end).not.toBeNull()
    expect(await collected(provider, id)).toHaveLength(2)
  },
)
