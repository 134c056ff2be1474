import { describe, expect, it } from 'vitest'
import {
  CompanyProviderRefusedError,
  RequestNotAcceptedError,
  SnapshotFailedError,
} from '../../../../src/enrichment/provider-errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../../../src/errors.ts'
import { createBrightData } from '../../../../src/providers/enrichment/bright-data/bright-data.ts'
import type { Fault, Place, RefusalKind } from '../../../../src/providers/enrichment/fake/faults.ts'
import { calm } from '../contract.ts'
import { answering, apiKey, met, open, urls } from './against-fake.ts'

describe('a refusal', () => {
  const [trigger, snapshot] = ['trigger', 'snapshot'] as const
  it.each<[RefusalKind, Place, string]>([
    ['missing_credentials', trigger, 'KEY_REFUSED'],
    ['unsupported_credentials', trigger, 'KEY_REFUSED'],
    ['invalid_credentials', trigger, 'KEY_REFUSED'],
    ['invalid_credentials', 'progress', 'KEY_REFUSED'],
    ['invalid_credentials', snapshot, 'KEY_REFUSED'],
    ['forbidden', trigger, 'KEY_REFUSED'],
    ['suspended', trigger, 'ACCOUNT_SUSPENDED'],
    ['suspended', 'progress', 'ACCOUNT_SUSPENDED'],
    ['invalid_input', trigger, 'REQUEST_REFUSED'],
    ['unreadable_input', trigger, 'REQUEST_REFUSED'],
    ['no_input', trigger, 'REQUEST_REFUSED'],
    ['unknown_collector', trigger, 'REQUEST_REFUSED'],
    ['unknown_dataset', trigger, 'REQUEST_REFUSED'],
    ['unknown_snapshot', 'progress', 'SNAPSHOT_FAILED'],
    ['unknown_snapshot', snapshot, 'SNAPSHOT_FAILED'],
    ['expired_snapshot', snapshot, 'SNAPSHOT_FAILED'],
    ['empty_snapshot', snapshot, 'SNAPSHOT_FAILED'],
    ['too_many_requests', trigger, 'PROVIDER_BUSY'],
    ['too_many_requests', 'progress', 'PROVIDER_BUSY'],
    ['too_many_jobs', trigger, 'PROVIDER_BUSY'],
    ['internal_error', trigger, 'PROVIDER_UNAVAILABLE'],
    ['internal_error', 'progress', 'PROVIDER_UNAVAILABLE'],
    ['service_unavailable', snapshot, 'PROVIDER_UNAVAILABLE'],
  ])('the refusal %s of a %s becomes %s', async (kind, place, code) => {
    const classes: Readonly<Record<string, unknown>> = {
      SNAPSHOT_FAILED: SnapshotFailedError,
      PROVIDER_BUSY: ProviderBusyError,
      PROVIDER_UNAVAILABLE: ProviderUnavailableError,
    }
    const error = await met(place, { kind })
    expect(error).toMatchObject({ code, message: expect.stringContaining('It said: “') })
    expect(error).toBeInstanceOf(classes[code] ?? CompanyProviderRefusedError)
  })

  it.each([
    [401, '', 'KEY_REFUSED'],
    [402, 'Pay first', 'ACCOUNT_SUSPENDED'],
    [403, { error: 'Account is new, please activate it in account settings' }, 'ACCOUNT_SUSPENDED'],
    [422, { message: 'Something new' }, 'REQUEST_REFUSED'],
    [408, 'Timeout', 'PROVIDER_UNAVAILABLE'],
    [429, '<h1>Slow down</h1>', 'PROVIDER_BUSY'],
    [400, '<h1>Blocked</h1>', 'PROVIDER_UNAVAILABLE'],
    [403, ' \n<!doctype html><p>suspended', 'PROVIDER_UNAVAILABLE'],
    [404, '<html>', 'PROVIDER_UNAVAILABLE'],
    [599, {}, 'PROVIDER_UNAVAILABLE'],
  ])('an undocumented refusal is classified by its status and text: %i %o', async (status, body, code) => {
    const provider = await answering(body, status, 'text/plain')
    await expect(provider.trigger({ urls, hook: null, signal: calm() })).rejects.toMatchObject({ code })
  })

  it('an error message is one line and never contains the API key or the secret of a webhook', async () => {
    const { fake, provider } = await open()
    const hook = { url: 'http://127.0.0.1:1/', authorization: 'hook-secret' }
    fake.faults.push({
      kind: 'invalid_credentials',
      detail: `Bearer ${apiKey}\nwith\0 hook-secret is ${'x'.repeat(500)}`,
    })
    const error: unknown = await provider.trigger({ urls, hook, signal: calm() }).catch((error: unknown) => error)
    if (!(error instanceof Error)) throw new Error('It was not refused.')
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/secret/)
    expect(error.message).toContain('It said: “Bearer … with … is xxx')
    expect(error.message.length).toBeLessThan(400)
    expect(() => createBrightData({ apiKey: 'secret\nkey' })).toThrow(/^(?!.*secret)/)
  })
})

describe('a rate limit', () => {
  it.each([
    ['7', 7_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['soon', null],
    [undefined, null],
  ])('a rate limit with Retry-After «%s» is respected', async (retryAfter, expected) => {
    const error = await met('trigger', { kind: 'too_many_jobs', ...(retryAfter === undefined ? {} : { retryAfter }) })
    expect(error).toMatchObject({ code: 'PROVIDER_BUSY', retryAfter: expected })
    expect(error.message).toContain('You have too many running jobs for this dataset.')
  })

  it('ten refusals in five minutes stop all requests until the oldest has expired', async () => {
    const { fake, provider, trigger, pass } = await open()
    const id = await trigger()
    fake.faults.push({ kind: 'too_many_requests', on: 'progress', times: 5 })
    fake.faults.push({ kind: 'too_many_jobs', times: 100 })
    for (let turn = 0; turn < 5; turn++) {
      await expect(provider.collect(id, calm())).rejects.toMatchObject({ retryAfter: null })
      pass(10_000)
      await expect(trigger()).rejects.toMatchObject({ retryAfter: null })
    }
    expect(fake.log).toHaveLength(11)
    pass(5_000)
    await expect(trigger()).rejects.toMatchObject({ code: 'PROVIDER_BUSY', retryAfter: 245_000 })
    await expect(provider.collect(id, calm())).rejects.toMatchObject({ code: 'PROVIDER_BUSY', retryAfter: 245_000 })
    pass(244_999)
    await expect(trigger()).rejects.toMatchObject({ retryAfter: 1 })
    expect(fake.log).toHaveLength(11)
    pass(1)
    expect(await provider.collect(id, calm())).toHaveLength(2)
    await expect(trigger()).rejects.toMatchObject({ retryAfter: null })
    expect(fake.log).toHaveLength(14)
  })
})

describe('an unusable response', () => {
  it.each<[Place, Fault['kind'], RegExp]>([
    ['trigger', 'reset', /can't be reached \((?:ECONNRESET|UND_ERR_SOCKET)\)/],
    ['trigger', 'truncated', /something other than a snapshot/],
    ['progress', 'truncated', /something other than a status/],
    ['snapshot', 'truncated', /something other than a status/],
    ['snapshot', 'cut_off', /can't be reached/],
    ['progress', 'html_error', /status 502/],
    ['trigger', 'html_page', /something other than a snapshot/],
    ['snapshot', 'html_page', /something other than a status/],
    ['snapshot', 'redirect', /status 307/],
    ['trigger', 'huge', /a response that is too long/],
    ['progress', 'huge', /a response that is too long/],
  ])('a %s with %s is temporary', async (place, kind, message) => {
    const error = await met(place, { kind })
    expect(error).toBeInstanceOf(ProviderUnavailableError)
    expect(error.message).toMatch(message)
    expect(`${error.stack}`).not.toContain(apiKey)
  })

  it('a response that takes too long is temporary', async () => {
    const error = await met('progress', { kind: 'hang' }, 500)
    expect(error).toBeInstanceOf(ProviderUnavailableError)
    expect(error.message).toBe('Bright Data did not respond within 0.5 seconds.')
  })

  it('a refused connection is temporary', async () => {
    const provider = createBrightData({ url: 'http://127.0.0.1:1', apiKey })
    await expect(provider.collect('s_1', calm())).rejects.toThrow("Bright Data can't be reached")
  })
})

describe('a trigger that fails', () => {
  it('a trigger was not accepted if the connection was refused', async () => {
    const { fake, trigger } = await open()
    await fake.stop()
    await expect(trigger()).rejects.toBeInstanceOf(RequestNotAcceptedError)
  })

  it('a trigger was not accepted if a proxy returned a client error', async () => {
    const provider = await answering('<h1>Blocked</h1>', 403, 'text/html')
    await expect(provider.trigger({ urls, hook: null, signal: calm() })).rejects.toBeInstanceOf(RequestNotAcceptedError)
  })

  it.each<Fault['kind']>([
    'accepted_504',
    'accepted_reset',
    'accepted_hang',
    'service_unavailable',
    'truncated',
    'huge',
  ])('a trigger may have been accepted after %s', async (kind) => {
    const error = await met('trigger', { kind }, 500)
    expect(error).toBeInstanceOf(ProviderUnavailableError)
    expect(error).not.toBeInstanceOf(RequestNotAcceptedError)
  })
})
