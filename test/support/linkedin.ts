import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Config } from '../../src/config.ts'
import type { Log } from '../../src/log.ts'
import {
  type FakeOptions,
  type FakeUnipile,
  startFakeUnipile,
} from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import { startTestApp, type TestApp } from './app.ts'
import { whenOver } from './when-over.ts'

/** The app with a fake LinkedIn provider; each calls the other. */
export interface LinkedInApp extends TestApp {
  fake: FakeUnipile
}

/** The secret in the provider's webhooks. */
export const webhookSecret = 'the-secret-of-the-tests'

/** Starts the app with a fake Unipile, and a proxy through which the fake calls the app. */
export async function startLinkedInApp(
  overrides: Partial<Config> = {},
  options: FakeOptions = {},
  log?: Log,
): Promise<LinkedInApp> {
  const fake = await startFakeUnipile({ accounts: [], ...options })
  whenOver(fake.stop)
  let port = 0
  const publicUrl = await startProxy(() => port)
  const app = await startTestApp(
    {
      unipile: { url: fake.url, apiKey: fake.apiKey },
      unipileWebhookSecret: webhookSecret,
      publicUrl,
      ...overrides,
    },
    log,
  )
  port = Number(new URL(app.origin).port)
  await fetch(`${fake.url}/api/v1/webhooks`, {
    method: 'POST',
    headers: { 'X-API-KEY': fake.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      request_url: `${publicUrl}/webhooks/unipile/account-status`,
      source: 'account_status',
      headers: [{ key: 'Unipile-Auth', value: webhookSecret }],
    }),
  })
  return Object.assign(app, { fake })
}

/** The app's configuration needs a public URL before its port is known. */
async function startProxy(port: () => number): Promise<string> {
  const sockets = new Set<Socket>()
  const proxy = createServer((socket) => {
    const upstream = connect(port(), '127.0.0.1')
    for (const end of [socket, upstream]) {
      sockets.add(end)
      end.on('error', () => undefined)
      end.on('close', () => sockets.delete(end))
    }
    socket.pipe(upstream).pipe(socket)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  whenOver(() => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = proxy.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

/** Starts another worker on the database of an app. */
export function addWorker({ config }: LinkedInApp): Promise<TestApp> {
  return startTestApp({ ...config, role: 'worker', port: 0 })
}
