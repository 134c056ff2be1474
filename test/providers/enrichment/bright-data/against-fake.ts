import { createServer, type RequestListener } from 'node:http'
import { createBrightData } from '../../../../src/providers/enrichment/bright-data/bright-data.ts'
import {
  type FakeBrightDataOptions,
  startFakeBrightData,
} from '../../../../src/providers/enrichment/fake/fake-bright-data.ts'
import type { Fault, Place } from '../../../../src/providers/enrichment/fake/faults.ts'
import { whenOver } from '../../../support/when-over.ts'
import { calm } from '../contract.ts'

export const apiKey = 'secret/key+1='
export const urls = ['https://www.linkedin.com/company/acme', 'https://www.linkedin.com/company/globex']

/** Starts the fake server; returns it and a client with a manual clock. */
export async function open(options: FakeBrightDataOptions = {}, timeout = 60_000) {
  const fake = await startFakeBrightData({ apiKey, readyAfter: 0, ...options })
  whenOver(fake.stop)
  let now = 0
  const provider = createBrightData({ url: fake.url, apiKey, timeout, now: () => now })
  const trigger = (signal = calm()) => provider.trigger({ urls, hook: null, signal })
  return { fake, provider, trigger, pass: (time: number) => (now += time) }
}

/** Returns the error of a request with the fault. */
export async function met(place: Place, fault: Fault, timeout?: number): Promise<Error> {
  const { fake, provider, trigger } = await open({}, timeout)
  const id = await trigger()
  fake.faults.push({ ...fault, on: place })
  const error: unknown = await (place === 'trigger' ? trigger() : provider.collect(id, calm())).catch(
    (error: unknown) => error,
  )
  if (!(error instanceof Error)) throw new Error('The request met no fault.')
  return error
}

/** Starts a server with this listener; returns a client of it. */
export async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  whenOver(() => server.close().closeAllConnections())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return createBrightData({ url, apiKey, timeout: 60_000 })
}

/** Starts a server that always returns the same response; returns a client of it. */
export const answering = (body: unknown, status = 200, type = 'application/json') =>
  serve((_req, res) => {
    res.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
