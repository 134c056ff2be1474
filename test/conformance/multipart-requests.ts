import { describe, expect, it } from 'vitest'
import type { StandIn } from '../server/stand-in.ts'
import { bearer, csrfHeader } from '../support/graphql.ts'

const one = { query: 'mutation ($file: Upload!) { length(file: $file) }', variables: { file: null } }
const maybe = { query: 'mutation ($file: Upload) { ignoreFile(file: $file) }', variables: { file: null } }
const list = { query: 'mutation ($files: [Upload]) { lengths(files: $files) }', variables: { files: [null, null] } }
const twice = {
  query: 'mutation ($a: Upload!, $b: Upload!) { a: length(file: $a) b: length(file: $b) }',
  variables: { a: null, b: null },
}
const padded = { ...one, pad: 'x'.repeat(1_000_001) }

/** The parts of a form, in order: bytes become a file, text is sent unchanged, and anything else as JSON. */
type Parts = Readonly<Record<string, unknown>>

const f = Buffer.from('abc')
const to = (...places: unknown[]) => ({ f: places })
const map = to('variables.file')

/** Tests uploads by the GraphQL multipart request specification. */
export function describeMultipart(server: () => StandIn): void {
  let token: Promise<string> | undefined

  async function send(parts: Parts) {
    token ??= server().signUp()
    const form = new FormData()
    for (const [name, content] of Object.entries(parts)) {
      if (Buffer.isBuffer(content)) form.append(name, new Blob([new Uint8Array(content)]), 'a.csv')
      else form.append(name, typeof content === 'string' ? content : JSON.stringify(content))
    }
    const headers = { accept: 'application/graphql-response+json', ...csrfHeader, ...bearer(await token) }
    const response = await fetch(server().url, { method: 'POST', headers, body: form })
    return { status: response.status, body: await response.json() }
  }

  describe('multipart requests: a file', () => {
    it.each<[string, Parts, unknown]>([
      ['a variable', { operations: one, map, f }, { length: 3 }],
      ['an item of a list', { operations: list, map: to('variables.files.1'), f }, { lengths: [null, 3] }],
      [
        'every place that the map names',
        { operations: twice, map: to('variables.a', 'variables.b'), f },
        { a: 3, b: 3 },
      ],
      ['a variable that the operations omit', { operations: { query: one.query }, map, f }, { length: 3 }],
      ['a variable from a field of any name', { operations: one, map: { 'a b': map.f }, 'a b': f }, { length: 3 }],
    ])('a file is put into %s', async (_title, parts, data) => {
      expect(await send(parts)).toMatchObject({ status: 200, body: { data } })
    })

    it.each<[string, Parts]>([
      ['the variable is null', { operations: maybe, map: {} }],
      ['the map has no paths for it', { operations: maybe, map: to(), f }],
      ['the map does not name it', { operations: maybe, map: {}, f }],
    ])('a file is optional or ignored if %s', async (_title, parts) => {
      expect(await send(parts)).toMatchObject({ status: 200, body: { data: { ignoreFile: 'not read' } } })
    })
  })

  describe('multipart requests: a form', () => {
    it.each<[string, Parts, number]>([
      ['without operations', { map, f }, 400],
      ['without a map', { operations: one }, 400],
      ['without a map before its file', { operations: one, f }, 400],
      ['with the map before the operations', { map, operations: one, f }, 400],
      ['with the file before the map', { operations: one, f, map }, 400],
      ['without parts', {}, 400],
      ['with operations that are not JSON', { operations: '{', map, f }, 400],
      ['with operations that are a number', { operations: '7', map, f }, 400],
      ['with operations that are null', { operations: 'null', map, f }, 400],
      ['with a batch of operations', { operations: [one], map: to('0.variables.file'), f }, 400],
      ['with operations without a query', { operations: { variables: {} }, map, f }, 400],
      ['with a map that is not JSON', { operations: one, map: '{', f }, 400],
      ['with a map that is a list', { operations: one, map: [], f }, 400],
      ['with a map whose value is not a list', { operations: one, map: { f: 'variables.file' }, f }, 400],
      ['with a map to a number', { operations: one, map: to(7), f }, 400],
      ['with a map to nothing', { operations: one, map: to(''), f }, 400],
      ['with a map to dots', { operations: one, map: to('.'), f }, 400],
      ['with a map to an empty variable name', { operations: one, map: to('variables.'), f }, 400],
      ['with a map to an unknown variable', { operations: one, map: to('variables.nothing'), f }, 400],
      ['with a map into the file', { operations: one, map: to('variables.file.deeper'), f }, 400],
      ['with a map into the query', { operations: one, map: to('query.0'), f }, 400],
      ['with a map onto the query', { operations: one, map: to('query'), f }, 400],
      ['with a map onto the variables', { operations: one, map: to('variables'), f }, 400],
      ['with a map to an unknown parameter', { operations: one, map: to('files.0'), f }, 400],
      ['with a map and without its file', { operations: one, map }, 400],
      ['with two files', { operations: twice, map: { f: ['variables.a'], g: ['variables.b'] }, f, g: f }, 413],
      ['with a file that is a text', { operations: one, map, f: 'abc' }, 400],
      ['with operations of more than a megabyte', { operations: padded, map }, 413],
    ])('a form is rejected with a message: %s', async (_title, parts, status) => {
      const answer = await send(parts)
      expect(answer).toMatchObject({
        status,
        body: {
          errors: [
            {
              message: expect.any(String),
              extensions: { code: status === 413 ? 'PAYLOAD_TOO_LARGE' : expect.stringMatching(/^BAD_/) },
            },
          ],
        },
      })
    })

    it.each(['__proto__.polluted', 'variables.__proto__.polluted', 'constructor.prototype.polluted'])(
      'a form with a map to %s changes nothing outside its operations',
      async (place) => {
        const { status } = await send({ operations: maybe, map: to(place), f })
        expect(status).toBeLessThan(500)
        expect(Reflect.has({}, 'polluted')).toBe(false)
      },
    )
  })
}
