import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPost, type Message, type Resolve } from '../../src/webhooks/post.ts'
import { collectGarbage } from '../support/collect-garbage.ts'
import { whenOver } from '../support/when-over.ts'

const never = new AbortController().signal
const noTargets = { webhookHttp: true, webhookAddresses: [] }
const local = { webhookHttp: true, webhookAddresses: ['127.0.0.0/8', 'fd00::/8'] }

let requests = 0
let answer: RequestListener = (_req, res) => res.writeHead(204).end()
const server = createServer((req, res) => {
  requests += 1
  answer(req, res)
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
whenOver(() => {
  server.close()
  server.closeAllConnections()
})

const to = (host: string): Message => ({ url: `http://${host}:${port}/`, headers: {}, body: '{}' })
const resolveTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses

describe('a private address', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fec0::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
  ])('%s in the URL is refused', async (host) => {
    const { status, error } = await createPost(noTargets)(to(host), never)
    expect([status, error]).toEqual([null, expect.stringMatching(/private address/)])
  })

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['169.254.169.254']],
    [['93.184.216.34', '127.0.0.1']],
    [['2606:4700::1111', 'fd00::1']],
  ])('that a name resolves to (%s) is refused', async (addresses) => {
    const post = createPost(noTargets, resolveTo(...addresses))
    expect(await post(to('receiver.example'), never)).toEqual({
      status: null,
      error: expect.stringMatching(/receiver\.example has a private address/),
    })
  })

  it('that a name changes to after it was checked is refused: each connection looks it up once, and checks what it connects to', async () => {
    let lookups = 0
    const rebinding: Resolve = async () => {
      lookups += 1
      return lookups === 1 ? ['127.0.0.1'] : ['127.0.0.2']
    }
    const post = createPost({ webhookHttp: true, webhookAddresses: ['127.0.0.1'] }, rebinding)
    expect(await post(to('receiver.example'), never)).toEqual({ status: 204, error: null })
    expect(lookups).toBe(1)
    expect(await post(to('receiver.example'), never)).toEqual({
      status: null,
      error: expect.stringMatching(/private address/),
    })
  })

  it('is reached only if it is allowed', async () => {
    const before = requests
    expect(await createPost(local)(to('127.0.0.1'), never)).toEqual({ status: 204, error: null })
    expect(requests).toBe(before + 1)
    expect(await createPost(local)(to('10.0.0.1'), never)).toMatchObject({ status: null })
    expect(await createPost(local)(to('[::1]'), never)).toMatchObject({ status: null })
  })
})

describe('a response', () => {
  it.each([
    [200, null],
    [299, null],
    [307, /redirect/],
    [410, /status 410/],
    [500, /status 500/],
  ])('with status %s', async (status, error) => {
    answer = (_req, res) => res.writeHead(status, { location: '/elsewhere' }).end()
    const before = requests
    expect(await createPost(local)(to('127.0.0.1'), never)).toEqual({
      status,
      error: error === null ? null : expect.stringMatching(error),
    })
    expect(requests).toBe(before + 1)
  })

  it('that never ends counts by its status, and is not read', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    answer = (_req, res) => {
      closed = once(res, 'close')
      res.writeHead(200).write('x')
    }
    expect(await createPost(local)(to('127.0.0.1'), never)).toEqual({ status: 200, error: null })
    await closed
  })

  it('that does not come in time fails, even if garbage is collected meanwhile', async () => {
    answer = () => collectGarbage()
    expect(await createPost(local, undefined, 50)(to('127.0.0.1'), never)).toEqual({
      status: null,
      error: 'No response within 0.05 seconds.',
    })
  })

  it('is not awaited when the worker stops', async () => {
    const stop = new AbortController()
    answer = () => stop.abort(new Error('stopping'))
    await expect(createPost(local)(to('127.0.0.1'), stop.signal)).rejects.toThrow('stopping')
  })
})

it('a look-up that fails is a failure', async () => {
  const post = createPost(local, async () => {
    throw Object.assign(new Error('queryA ENOTFOUND receiver.example'), { code: 'ENOTFOUND' })
  })
  expect(await post(to('receiver.example'), never)).toEqual({
    status: null,
    error: "The receiver can't be reached (ENOTFOUND).",
  })
})
