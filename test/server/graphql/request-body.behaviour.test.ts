import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { bearer, csrfHeader, post, upload } from '../../support/graphql.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

const query = 'mutation ($file: File!) { length(file: $file) }'
const operation = { query: query.replace('File!', 'Upload!'), variables: { file: null } }
const path = 'variables.file'

let server: StandIn
let token: string
beforeAll(async () => {
  server = await startStandIn({ maxUploadBytes: 3_000_000 })
  token = await server.signUp()
})

/** Announces a body but sends only its start; the response must come anyway. */
function postBeginning(
  headers: Record<string, string>,
  beginning: string,
  url = server.url,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', headers: { ...csrfHeader, ...bearer(token), ...headers } })
    sending.on('error', reject)
    sending.on('response', async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      sending.destroy()
      resolve({ status: response.statusCode ?? 0, body })
    })
    sending.write(beginning)
  })
}

describe('a file', () => {
  it('a file of any size reaches the resolver as a stream', async () => {
    for (const size of [0, 1, 2_900_000]) {
      const { body } = await upload(server.url, operation, { path, name: 'a.csv', content: 'x'.repeat(size) }, token)
      expect(body).toEqual({ data: { length: size } })
    }
  })

  it('a file without a token is rejected before it is read', async () => {
    const { status, body } = await upload(server.url, operation, { path, name: 'a.csv', content: 'a' })
    expect(status).toBe(401)
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
  })

  it('a file is no longer read beyond the limit', async () => {
    const content = 'x'.repeat(4_500_000)
    const { body } = await upload(server.url, operation, { path, name: 'a.csv', content }, token)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  })

  it('a file whose Content-Length is beyond the limit is rejected at once', async () => {
    const type = 'multipart/form-data; boundary=x'
    const { status, body } = await postBeginning({ 'content-type': type, 'content-length': '9000000' }, '--x\r\n')
    expect(status).toBe(413)
    expect(body).toContain('PAYLOAD_TOO_LARGE')
  })

  it('an unread file is drained, and the connection serves the next request', async () => {
    const ignoring = { query: 'mutation ($file: Upload) { ignoreFile(file: $file) }', variables: { file: null } }
    for (let round = 0; round < 3; round++) {
      const content = 'x'.repeat(2_000_000)
      const { body } = await upload(server.url, ignoring, { path, name: 'a.csv', content }, token)
      expect(body).toEqual({ data: { ignoreFile: 'not read' } })
    }
  })

  it('a file upload leaves no temporary file behind', async () => {
    // Other test files upload, too.
    const folder = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(async () => {
      vi.unstubAllEnvs()
      await rm(folder, { recursive: true })
    })
    await upload(server.url, operation, { path, name: 'a.csv', content: 'x'.repeat(1_000_000) }, token)
    await waitFor(async () => (await readdir(folder)).length === 0)
  })

  it.each([
    { title: 'no map', fields: { operations: JSON.stringify(operation) } },
    { title: 'operations that are not JSON', fields: { operations: '{', map: '{}' } },
    { title: 'operations that are a batch', fields: { operations: '[]', map: '{}' } },
    { title: 'two files', fields: { operations: JSON.stringify(operation), map: '{"0":[],"1":[]}' }, status: 413 },
  ])('a form with $title is rejected', async ({ fields, status = 400 }) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { ...csrfHeader, ...bearer(token) },
      body: form,
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] })
  })
})

describe('a form', () => {
  const part = (disposition: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
  const fields = part('name="operations"', JSON.stringify(operation)) + part('name="map"', `{"0":["${path}"]}`)

  async function postForm(form: string, type = 'multipart/form-data; boundary=x') {
    const headers = { ...csrfHeader, ...bearer(token), 'content-type': type }
    const response = await fetch(server.url, { method: 'POST', headers, body: Buffer.from(form, 'latin1') })
    return await response.json()
  }

  it.each([
    ['a NUL in the file name', `${fields}${part('name="0"; filename="a\0b\xed\xa0\x80.csv"', 'abc')}--x--\r\n`],
    ['a very long file name', `${fields}${part(`name="0"; filename="${'a'.repeat(20_000)}"`, 'abc')}--x--\r\n`],
    ['an end within the file', `${fields}${part('name="0"; filename="a.csv"', 'abc')}`],
    ['an end before the file', fields],
    ['no boundary', '', 'multipart/form-data'],
  ])('a form with %s is rejected as malformed', async (_what, form, type = undefined) => {
    expect(await postForm(form, type)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })

  it.each([
    ['half a character', 'filename="a\xed\xa0\x80.csv"'],
    ['an encoded NUL', "filename*=utf-8''a%00b.csv"],
  ])('a form with %s in the file name is accepted', async (_what, name) => {
    const form = `${fields}${part(`name="0"; ${name}`, 'abc')}--x--\r\n`
    expect(await postForm(form)).toMatchObject({ data: { length: 3 } })
  })
})

describe('a large body of JSON', () => {
  it('a large JSON body waits while two others are being read, unlike a small one', async () => {
    const { url, user, held } = await holdTwoLargeBodies()
    let isAnswered = false
    const third = post(url, largeOperation, user)
    void third.then(() => {
      isAnswered = true
    })
    for (let round = 0; round < 30; round++) {
      const { body } = await post(url, { query: '{ hello }' }, user)
      expect(body).toEqual({ data: { hello: 'hello' } })
    }
    expect(isAnswered).toBe(false)
    const [first, second] = held
    first?.sending.end('"}')
    await first?.answered
    expect((await third).body).toEqual({ data: { hello: 'hello' } })
    second?.sending.end('"}')
    await second?.answered
  })

  it('a large JSON body makes room for the next one when its client disconnects', async () => {
    const { url, user, held } = await holdTwoLargeBodies()
    const third = post(url, largeOperation, user)
    for (const { sending, answered } of held) {
      sending.destroy()
      await answered.catch(() => undefined)
    }
    expect((await third).body).toEqual({ data: { hello: 'hello' } })
  })
})

const largeOperation = { query: '{ hello }', variables: { pad: 'x'.repeat(9_000_000) } }

/** Starts to send two large bodies; resolves when the server is reading both. */
async function holdTwoLargeBodies() {
  const { url, signUp } = await startStandIn({ maxUploadBytes: 12_000_000 })
  const user = await signUp()
  // Each user has one turn.
  const users = [await signUp(), await signUp()]
  // More than the buffers up to the server hold, so once it is sent, the server has read enough of it.
  const begin = `{"query":"{ hello }","pad":"${'x'.repeat(24_000_000)}`
  const held = await Promise.all(
    users.map(async (owner) => {
      const headers = { ...bearer(owner), 'content-type': 'application/json' }
      const sending = request(url, { method: 'POST', headers })
      const answered = once(sending, 'response')
      answered.catch(() => undefined)
      await new Promise((resolve) => sending.write(begin, resolve))
      return { sending, answered }
    }),
  )
  return { url, user, held }
}

describe('a body of JSON', () => {
  const textLength = (text: string) => ({
    query: 'mutation ($text: String!) { textLength(text: $text) }',
    variables: { text },
  })

  it('a JSON body may contain a text as large as a file may be', async () => {
    const { body } = await post(server.url, textLength('"\n'.repeat(1_500_000)), token)
    expect(body).toEqual({ data: { textLength: 3_000_000 } })
  })

  it('a larger JSON body is rejected with 413', async () => {
    const { status, body } = await post(server.url, textLength('x'.repeat(8_000_000)), token)
    expect(status).toBe(413)
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'PAYLOAD_TOO_LARGE' })
  })

  it('a JSON body is limited to about 25 MB even if files may be larger, and the error says how to send those', async () => {
    const roomy = await startStandIn({ maxUploadBytes: 1_000_000_000 })
    const headers = {
      ...bearer(await roomy.signUp()),
      'content-type': 'application/json',
      'content-length': '26000001',
    }
    const { status, body } = await postBeginning(headers, '{', roomy.url)
    expect(status).toBe(413)
    expect(body).toContain('Send a large file by PUT /uploads, or as multipart/form-data.')
  })

  it('a larger JSON body without a Content-Length is rejected with 413, too', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const { status, body } = await postBeginning(headers, `{"query":"${'x'.repeat(8_000_000)}`)
    expect(status).toBe(413)
    expect(body).toContain('PAYLOAD_TOO_LARGE')
  })

  it('a JSON body without a token must be small', async () => {
    const { status } = await post(server.url, textLength('x'.repeat(200_000)))
    expect(status).toBe(413)
  })
})
