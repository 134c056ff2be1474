import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { defaultBodyTimeout } from '../../../src/server/guards/body-timeout.ts'
import { revokeToken } from '../../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer, graphql } from '../../support/graphql.ts'
import { countLockWaits } from '../../support/lock-waits.ts'
import { people } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'
import { startStandIn } from '../stand-in.ts'

let app: TestApp
let token: string
beforeAll(async () => {
  app = await startTestApp({ maxUploadBytes: 5_000_000 })
  token = (await app.createUser({ credits: 100 })).token
})

interface Sent {
  path?: string
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

async function send({ path = '/uploads', method = 'PUT', headers = {}, body }: Sent, origin = app.origin) {
  const response = await fetch(origin + path, {
    method,
    headers: { ...bearer(token), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

/** Returns the number of staged uploads and chunks, including incomplete ones. */
async function countStaged({ pool }: Pick<TestApp, 'pool'> = app): Promise<{ uploads: number; chunks: number }> {
  const { rows } = await pool.query(
    'SELECT (SELECT count(*)::int FROM uploads) AS uploads, (SELECT count(*)::int FROM upload_chunks) AS chunks',
  )
  return rows[0]
}

/** Opens a raw connection. */
function dial(text: string, origin = app.origin) {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const closed = new Promise<string>((resolve) => {
    let said = ''
    socket.setEncoding('utf8')
    socket.on('data', (more) => {
      said += more
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
  })
  socket.write(text)
  return { socket, closed }
}

function head(headers: string, authorized = token): string {
  return `PUT /uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${authorized}\r\n${headers}\r\n\r\n`
}

/** Returns the requests that servers of this process receive until the end of the test. */
function watchRequests(): Set<IncomingMessage> {
  const received = new Set<IncomingMessage>()
  const add = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'request' in message) {
      if (message.request instanceof IncomingMessage) received.add(message.request)
    }
  }
  subscribe('http.server.request.start', add)
  onTestFinished(() => void unsubscribe('http.server.request.start', add))
  return received
}

/** Rows that fill at least one chunk. */
const manyRows = people(80_000)

describe('PUT /uploads', () => {
  it('PUT /uploads stages a file that can be previewed and imported', async () => {
    const body = people(20)
    const { status, body: upload } = await send({ path: '/uploads?fileName=My%20people.csv', body })
    expect({ status, upload }).toEqual({
      status: 201,
      upload: {
        uploadId: expect.stringMatching(/^[\da-f-]{36}$/),
        fileName: 'My people.csv',
        byteSize: body.length,
        totalRows: 20,
        columns: ['fullName', 'email'],
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    })
    const { uploadId } = upload
    const query = graphql(app.url, token)
    expect(
      await query(
        `mutation ($input: PreviewImportInput!) {
          previewImport(input: $input) { ... on PreviewImportPayload { uploadId fileName totalRows personMapping { email } } }
        }`,
        { input: { uploadId } },
      ),
    ).toEqual({
      previewImport: { uploadId, fileName: 'My people.csv', totalRows: 20, personMapping: { email: 'email' } },
    })
    const input = { name: 'A', dataType: 'PEOPLE', uploadId, personMapping: { email: 'email' }, waitSeconds: 30 }
    expect(
      await query(
        `mutation ($input: CreateListWithImportInput!) {
          createListWithImport(input: $input) { ... on CreateListWithImportPayload { counts { imported merged invalid } } }
        }`,
        { input },
      ),
    ).toEqual({ createListWithImport: { counts: { imported: 16, merged: 2, invalid: 2 } } })
  })

  it('PUT /uploads accepts a gzipped body with Content-Encoding', async () => {
    const { status, body } = await send({ headers: { 'content-encoding': 'GZip' }, body: gzipSync(people(20)) })
    expect({ status, body }).toMatchObject({ status: 201, body: { totalRows: 20, columns: ['fullName', 'email'] } })
  })

  it('PUT /uploads answers Expect: 100-continue', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${app.origin}/uploads`, {
        method: 'PUT',
        headers: { ...bearer(token), expect: '100-continue' },
      })
      sending.on('error', reject)
      sending.on('response', (response) => resolve(response.resume().statusCode))
      sending.on('continue', () => sending.end(people(10)))
      sending.flushHeaders()
    })
    expect(status).toBe(201)
  })

  it.each([
    ['no name', '/uploads', null],
    ['an empty name', '/uploads?fileName=', null],
    ['two names', '/uploads?fileName=a.csv&fileName=b.csv', 'a.csv'],
    ['control characters in the name', '/uploads/?fileName=a%00%0a%7fb.csv', 'ab.csv'],
    ['a name in another alphabet', '/uploads?fileName=%E5%90%8D%E5%89%8D.csv', '名前.csv'],
    ['a truncated name', '/uploads?fileName=%E5%90.csv%', '\ufffd.csv%'],
    ['a very long name', `/uploads?fileName=${'a'.repeat(5_000)}`, 'a'.repeat(255)],
  ])('PUT /uploads accepts a file with %s', async (_what, path, fileName) => {
    expect(await send({ path, body: 'email\na@b.example\n' })).toMatchObject({ status: 201, body: { fileName } })
  })
})

describe('rejected uploads', () => {
  const unauthenticated = { code: 'UNAUTHENTICATED', message: expect.stringContaining('Not signed in') }
  const changed = {
    code: 'METHOD_NOT_ALLOWED',
    message: "An upload can't be changed. Use PUT /uploads to create a new one.",
  }
  const other = { code: 'METHOD_NOT_ALLOWED', message: 'Use PUT /uploads?fileName=… to create an upload.' }
  const tooLarge = { code: 'UNREADABLE_FILE', message: 'The file is larger than 5 MB.' }
  const id = 'c0ffee00-0000-4000-8000-000000000000'

  it.each<[string, Sent, number, object]>([
    ['a body without a token', { headers: { authorization: '' }, body: 'a' }, 401, unauthenticated],
    ['a body with a wrong token', { headers: { authorization: 'Bearer x' }, body: 'a' }, 401, unauthenticated],
    ['an empty body', { body: '' }, 400, { code: 'UNREADABLE_FILE', message: 'The file is empty.' }],
    [
      'a header alone',
      { body: '\n\nemail\n' },
      400,
      { code: 'UNREADABLE_FILE', message: 'The file has a header but no rows.', line: 3 },
    ],
    ['a picture', { body: '\x89PNG\r\n\x1a\n' }, 400, { code: 'UNREADABLE_FILE', message: expect.any(String) }],
    ['a file that is too large', { body: manyRows.repeat(3) }, 413, tooLarge],
    [
      'one that is too large when it is inflated',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(manyRows.repeat(3)) },
      413,
      tooLarge,
    ],
    [
      'a body that is not gzipped as it says',
      { headers: { 'content-encoding': 'gzip' }, body: people(20) },
      400,
      { code: 'UNREADABLE_FILE', message: expect.stringContaining('gzip') },
    ],
    [
      'gzip that is cut off',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(manyRows).subarray(0, 100_000) },
      400,
      { code: 'UNREADABLE_FILE', message: expect.any(String) },
    ],
    [
      'another encoding',
      { headers: { 'content-encoding': 'br' }, body: 'a' },
      415,
      {
        code: 'UNSUPPORTED_MEDIA_TYPE',
        message: 'Content-Encoding must be gzip, or absent for an uncompressed file.',
      },
    ],
    ['POST', { method: 'POST', body: 'a' }, 405, other],
    ['GET', { method: 'GET' }, 405, other],
    ['PUT on an upload', { path: `/uploads/${id}`, body: 'a' }, 405, changed],
    ['DELETE of an upload', { path: `/uploads/${id}`, method: 'DELETE' }, 405, changed],
    ['PUT below', { path: '/uploads/..%2f', body: 'a' }, 405, changed],
  ])('rejects %s and stores nothing', async (_what, sent, status, error) => {
    const before = await countStaged()
    const answer = await send(sent)
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { error } })
    expect(await countStaged()).toEqual(before)
  })

  it('names the allowed methods and encodings', async () => {
    expect((await send({ method: 'POST' })).headers.get('allow')).toBe('PUT')
    expect((await send({ path: '/uploads/x', method: 'POST' })).headers.get('allow')).toBe('')
    expect((await send({ headers: { 'content-encoding': 'br' } })).headers.get('accept-encoding')).toBe(
      'gzip, identity',
    )
  })

  it('rejects a file that exceeds the limit while it is received, and stores nothing', async () => {
    const before = await countStaged()
    const { socket, closed } = dial(head('Connection: close\r\nTransfer-Encoding: chunked'))
    const piece = manyRows.slice(0, 1_000_000)
    for (let megabytes = 0; megabytes < 6; megabytes++) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`)
    socket.write('0\r\n\r\n')
    expect(await closed).toMatch(/^HTTP\/1\.1 413 /)
    expect(await countStaged()).toEqual(before)
  })
})

describe('interrupted uploads', () => {
  const length = manyRows.length
  const chunked = `${length.toString(16)}\r\n${manyRows}\r\n`

  it.each([
    ['when it ends before its Content-Length', head(`Content-Length: ${length + 10}`) + manyRows],
    ['when it ends without its last chunk', head('Transfer-Encoding: chunked') + chunked],
    ['when its last chunk is broken', `${head('Transfer-Encoding: chunked')}${chunked}zz\r\n`],
    ['when it continues after its Content-Length', head(`Content-Length: ${length - 10}`) + manyRows],
  ])('an interrupted upload leaves nothing behind %s', async (_how, text) => {
    const before = await countStaged()
    const { socket, closed } = dial(text)
    socket.end()
    expect(await closed).not.toContain('uploadId')
    await waitFor(async () => JSON.stringify(await countStaged()) === JSON.stringify(before))
    expect((await fetch(`${app.origin}/ready`)).status).toBe(200)
  })

  it('an interrupted upload leaves nothing behind when its client disconnects', async () => {
    const before = await countStaged()
    const { socket } = dial(head(`Content-Length: ${2 * length}`) + manyRows)
    await waitFor(async () => (await countStaged()).chunks > before.chunks)
    socket.resetAndDestroy()
    await waitFor(async () => JSON.stringify(await countStaged()) === JSON.stringify(before))
  })

  it('an interrupted upload leaves nothing behind when its token is revoked', async () => {
    const user = await app.createUser()
    const before = await countStaged()
    const { closed } = dial(head(`Content-Length: ${2 * length}`, user.token) + manyRows)
    await waitFor(async () => (await countStaged()).chunks > before.chunks)
    await revokeToken(app.pool, user.token)
    expect(await closed).toBe('')
    await waitFor(async () => JSON.stringify(await countStaged()) === JSON.stringify(before))
  })

  it('an interrupted upload leaves nothing behind when the server stops, which does not wait for it', async () => {
    const server = await startStandIn()
    const { closed } = dial(head(`Content-Length: ${2 * length}`, await server.signUp()) + manyRows, server.origin)
    await waitFor(async () => (await countStaged(server)).chunks > 0)
    await server.http.stop()
    expect(await closed).toBe('')
    expect(await countStaged(server)).toEqual({ uploads: 0, chunks: 0 })
  })
})

describe('a client that is slow', () => {
  it('a stalled upload times out with 408 and leaves nothing behind', async () => {
    const server = await startStandIn({}, { bodyTimeout: { ...defaultBodyTimeout, within: 25 } })
    const { closed } = dial(head(`Content-Length: ${1e9}`, await server.signUp()) + manyRows, server.origin)
    const said = await closed
    expect(said).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s)
    await waitFor(async () => (await countStaged(server)).uploads === 0)
  })

  it('an upload that only trickles times out', async () => {
    const server = await startStandIn({}, { bodyTimeout: { ...defaultBodyTimeout, within: 50 } })
    const { socket, closed } = dial(head(`Content-Length: ${1e9}`, await server.signUp()), server.origin)
    const drip = setInterval(() => socket.write('a'), 5)
    expect(await closed).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(drip)
  })

  it('a slow upload does not time out while its body arrives, or while its request is processed', async () => {
    const within = 1_000
    // Only the clock of the timeouts, so that its windows end when the test says so.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const received = watchRequests()
    const server = await startStandIn({}, { bodyTimeout: { ...defaultBodyTimeout, within } })
    const { socket, closed } = dial(
      head('Connection: close\r\nTransfer-Encoding: chunked', await server.signUp()),
      server.origin,
    )
    const lock = await server.pool.connect()
    await lock.query('BEGIN; LOCK upload_chunks IN SHARE MODE')
    await waitFor(() => received.size === 1)
    const [request] = received
    // Too slow to send a large file in five minutes, but not stalled.
    for (let row = 0; row < 10; row++) {
      const line = `Person ${row},p${row}@a.example,${'x'.repeat(defaultBodyTimeout.bytes)}\n`
      socket.write(`${line.length.toString(16)}\r\n${line}\r\n`)
      await waitFor(() => request?.socket.bytesRead === socket.bytesWritten && request.readableLength === 0)
      vi.advanceTimersByTime(within)
    }
    socket.write('0\r\n\r\n')
    await waitFor(async () => (await countLockWaits(server.pool)) === 1)
    vi.advanceTimersByTime(10 * within)
    await lock.query('COMMIT')
    lock.release()
    expect(await closed).toMatch(/^HTTP\/1\.1 201 /)
  })
})

it('an upload is read only as fast as the database stores it', async () => {
  const server = await startStandIn()
  const lock = await server.pool.connect()
  await lock.query('BEGIN; LOCK upload_chunks IN SHARE MODE')
  const size = 40 * manyRows.length
  const { socket, closed } = dial(head(`Content-Length: ${size}`, await server.signUp()), server.origin)
  for (let copies = 0; copies < 40; copies++) socket.write(manyRows)
  await waitFor(async () => (await countLockWaits(server.pool)) === 1)
  for (let round = 0; round < 50; round++) {
    expect((await fetch(`${server.origin}/health`)).status).toBe(200)
    await setImmediate()
  }
  // Most of what was sent is in the socket buffers.
  expect(socket.writableLength).toBeGreaterThan(size / 2)
  socket.destroy()
  await lock.query('COMMIT')
  lock.release()
  await closed
  await waitFor(async () => (await countStaged(server)).uploads === 0)
})
