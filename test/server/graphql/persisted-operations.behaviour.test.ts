import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, print } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { bearer, csrfHeader } from '../../support/graphql.ts'
import { openSocket } from '../../support/sockets.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

const query = 'query Hello { hello }'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const apq = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })

async function send(server: StandIn, body: object, token?: string) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify(body),
  })
  return await response.json()
}

function fileOf(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'documents-')), 'documents.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

describe('automatic persisted queries', () => {
  let server: StandIn
  let token: string
  beforeAll(async () => {
    server = await startStandIn()
    token = await server.signUp()
  })
  const notFound = {
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  }

  it('a hash is unknown until its query was sent with it, and then runs it by POST and GET', async () => {
    expect(await send(server, apq(sha256(query)), token)).toEqual(notFound)
    expect(await send(server, { query, ...apq(sha256(query)) }, token)).toMatchObject({ data: { hello: 'hello' } })
    expect(await send(server, apq(sha256(query)), token)).toMatchObject({ data: { hello: 'hello' } })
    const { extensions } = apq(sha256(query))
    const params = new URLSearchParams({ extensions: JSON.stringify(extensions) })
    const response = await fetch(`${server.url}?${params}`, { headers: csrfHeader })
    expect(await response.json()).toMatchObject({ data: { hello: 'hello' } })
  })

  it('a request without a token persists nothing', async () => {
    const anonymous = '{ again: hello }'
    expect(await send(server, { query: anonymous, ...apq(sha256(anonymous)) })).toMatchObject({
      data: { again: 'hello' },
    })
    expect(await send(server, apq(sha256(anonymous)), token)).toEqual(notFound)
  })

  it('a hash must be that of the query', async () => {
    const other = sha256('{ other }')
    expect(await send(server, { query, ...apq(other) }, token)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    })
    expect(await send(server, apq(other), token)).toEqual(notFound)
  })

  it('a request with neither a query nor a hash is malformed', async () => {
    expect(
      await send(server, { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } }, token),
    ).toMatchObject({
      errors: [{ message: 'Must provide query string.', extensions: { code: 'BAD_REQUEST' } }],
    })
  })
})

describe('trusted documents', () => {
  it.each([
    ['GraphQL Code Generator and Relay', { abc: query }],
    [
      'Apollo',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'abc', name: 'Hello', type: 'query', body: query }],
      },
    ],
  ])('run by their id, from a file of %s', async (_tool, content) => {
    const server = await startStandIn({ trustedDocumentsFile: fileOf(content) })
    const hello = { data: { hello: 'hello' } }
    expect(await send(server, apq('abc'))).toMatchObject(hello)
    expect(await send(server, { documentId: 'abc' })).toMatchObject(hello)
    expect(await send(server, { documentId: `sha256:${sha256(query)}` })).toMatchObject(hello)
    expect(await send(server, { query: '{ other: hello }' })).toMatchObject({ data: { other: 'hello' } })
  })

  it('are the only ones that run with TRUSTED_DOCUMENTS=only, by id or as text, over HTTP and WebSockets', async () => {
    const server = await startStandIn({ trustedDocuments: 'only', trustedDocumentsFile: fileOf({ abc: query }) })
    const token = await server.signUp()
    const hello = { data: { hello: 'hello' } }
    expect(await send(server, { documentId: 'abc' }, token)).toMatchObject(hello)
    expect(await send(server, { query: 'query Hello {\n  hello\n  __typename\n}' }, token)).toMatchObject(hello)
    const refused = { errors: [{ extensions: { code: 'UNTRUSTED_DOCUMENT' } }] }
    for (const other of ['{ hello }', '{ me }', '{ __schema { queryType { name } } }', 'query Hello { hello me }']) {
      expect(await send(server, { query: other }, token)).toMatchObject(refused)
      expect(await send(server, { query: other, ...apq(sha256(other)) }, token)).toMatchObject(refused)
    }
    const socket = await openSocket(server.url, { token })
    expect((await socket.subscribe({ query }).next())?.payload).toMatchObject(hello)
    expect((await socket.subscribe({ query: 'subscription { tick }' }).next())?.payload).toMatchObject(refused.errors)
    socket.close()
  })

  it('the documents of docs/operations/ run by the name of their operation, without a file', async () => {
    const server = await startStandIn({ trustedDocuments: 'only' })
    // The stand-in has another schema, so an accepted document fails validation.
    const codesOf = async (operation: object) => {
      const { errors } = await send(server, operation)
      return new Set(errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code))
    }
    const document = readFileSync('docs/operations/import-run.graphql', 'utf8')
    for (const operation of [{ documentId: 'ImportRun' }, { query: document }, { query: print(parse(document)) }]) {
      expect(await codesOf({ ...operation, variables: { runId: '1' } })).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']))
    }
    expect(await codesOf({ query })).toEqual(new Set(['UNTRUSTED_DOCUMENT']))
  })

  it.each([
    ['that is missing', '/nowhere/documents.json', 'ENOENT'],
    ['that is not JSON', fileOf('{'), 'JSON'],
    ['of another form', fileOf({ abc: 7 }), 'manifest of Apollo'],
    ['with a document that is not GraphQL', fileOf({ abc: 'hello {' }), '"abc" is not valid GraphQL'],
  ])('the server does not start with a file %s', async (_what, trustedDocumentsFile, problem) => {
    await expect(startStandIn({ trustedDocumentsFile })).rejects.toThrow(
      new RegExp(`^TRUSTED_DOCUMENTS_FILE is not usable: .*${problem}`, 's'),
    )
  })
})
