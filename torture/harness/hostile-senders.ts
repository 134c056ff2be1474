import { WebSocket } from 'ws'
import { Inbox } from '../../test/support/sockets.ts'
import { hostileRequest, hostileShapes, hostileValue, hostileValues } from './hostile-requests.ts'

/** A way to send requests, and what can be sent. */
export interface Sender {
  readonly name: string
  /** Bytes of a request. */
  readonly room: number
  readonly shapes: readonly string[]
  /** Whether the body is a file. */
  readonly isFile?: boolean
  /** Returns a body of a shape with up to `count` parts. */
  write(shape: string, count: number): string
  /** Returns the answer as text. */
  send(body: string): Promise<string>
}

type Headers = Record<string, string>

const json = { 'content-type': 'application/json' }
const stream = { accept: 'text/event-stream' }
/** Where a hostile value stands in the arguments of a tool and in the body of an endpoint. */
const places = {
  '/mcp': [
    '@',
    '{"listId": @}',
    '{"listId": "a", "people": @}',
    '{"listId": "a", "people": [@]}',
    '{"listId": "a", "people": [{"custom": @}]}',
  ],
  '/api/lists/create-with-import': [
    '@',
    '{"name": @}',
    '{"name": "a", "dataType": "people", "csvText": @}',
    '{"name": "a", "dataType": "people", "csvText": "a,b\\n1,2\\n", "personMapping": @}',
  ],
} as const

/** Every way to send something, with as much as a sender may send: little without a token, some megabytes with one. */
export function hostileSenders(origin: string, token: string): readonly Sender[] {
  const graphql = `${origin}/graphql`
  const bearer = { authorization: `Bearer ${token}` }
  const ofShapes = (name: string, room: number, send: Sender['send']): Sender => ({
    ...{ name, room, send, shapes: hostileShapes },
    write: (shape, count) => hostileRequest(shape, count, room),
  })
  const ofValues = (name: string, path: keyof typeof places, method: string, wrap = (body: string) => body): Sender => {
    const room = 2_000_000
    const all = hostileValues.flatMap((value) => places[path].map((place) => [`${value} as ${place}`, value, place]))
    return {
      ...{ name, room },
      shapes: all.map(([shape = '']) => shape),
      write(shape, count) {
        const [, value = '', place = ''] = all.find(([known]) => known === shape) ?? []
        return wrap(place.replace('@', () => hostileValue(value, count, room)))
      },
      send: (body) => request(`${origin}${path}`, { method, headers: { ...json, ...bearer }, body }),
    }
  }
  const post = (headers: Headers) => (body: string) =>
    request(graphql, { method: 'POST', headers: { ...json, ...headers }, body })
  return [
    ofShapes('over HTTP without a token', 95_000, post({})),
    ofShapes('in a URL', 12_000, (body) =>
      request(`${graphql}?${queryOf(body)}`, { headers: { 'graphql-require-preflight': '1' } }),
    ),
    ofShapes('over a WebSocket without a token', 95_000, (body) => sendOverSocket(graphql, body)),
    ofShapes('over HTTP with a token', 2_000_000, post(bearer)),
    ofShapes('as an event stream', 2_000_000, post({ ...bearer, ...stream })),
    ofShapes('over a WebSocket with a token', 900_000, (body) => sendOverSocket(graphql, body, token)),
    ofShapes('in a form', 950_000, (body) => postForm(graphql, bearer, body)),
    {
      ...{ name: 'as the map of a form', room: 950_000, shapes: Object.keys(maps) },
      write: (shape, count) => maps[shape]?.(Math.max(1, count)) ?? '',
      send: (body) => postForm(graphql, bearer, '{"query": "{ __typename }", "variables": {"a": {"b": 1}}}', body),
    },
    ofValues('to a tool', '/mcp', 'POST', (body) => call(body)),
    ofValues('to the REST API', '/api/lists/create-with-import', 'PUT'),
    {
      ...{ name: 'as an upload', room: 5_000_000, shapes: Object.keys(texts), isFile: true },
      write: (shape, count) => texts[shape]?.(count) ?? '',
      send: (body) => request(`${origin}/uploads?fileName=a.csv`, { method: 'PUT', headers: bearer, body }),
    },
  ]
}

function call(args: string): string {
  return `{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "add_leads", "arguments": ${args}}}`
}

const mapOf = (paths: string) => `{"0": [${paths}]}`
const repeated = (text: string, room: number) => text.repeat(Math.floor(room / text.length))

/** Maps of files to places in the operations; a form has one file. */
const maps: Readonly<Record<string, (count: number) => string>> = {
  'a deep path': (n) => mapOf(`"${repeated('variables.a.', Math.min(900_000, 12 * n))}b"`),
  'many paths': (n) => mapOf(`${repeated('"variables.a.b",', Math.min(900_000, 16 * n))}"a"`),
  'many files': (n) => `{${Array.from({ length: Math.min(n, 50_000) }, (_, at) => `"${at}": ["a"]`).join()}}`,
  'deep arrays': (n) => '['.repeat(Math.min(n, 400_000)) + ']'.repeat(Math.min(n, 400_000)),
  'a long path': (n) => mapOf(`"${'x'.repeat(Math.min(900_000, n))}"`),
  'a large index': (n) => mapOf(`"variables.a.${n}99999.b"`),
}

/** Text files that are costly to read. */
const texts: Readonly<Record<string, (count: number) => string>> = {
  'one long cell': (n) => 'x'.repeat(n),
  'line breaks': (n) => `a,b\n${'\n'.repeat(n)}`,
  'columns without rows': (n) => ','.repeat(n),
  'open quotes': (n) => `a,b\n${'"x\n'.repeat(n / 3)}`,
  quotes: (n) => '"'.repeat(n),
  'rows of delimiters': (n) => `a,b\n${',;\t|,;\t|\n'.repeat(n / 9)}`,
  'e-mail addresses in a cell': (n) => `email\n"${'a@b.example;'.repeat(n / 12)}"\n`,
  entities: (n) => `name\n${'&amp;&#65;&lt;'.repeat(n / 14)}\n`,
  'blanks of all kinds': (n) => `name\n${' \u00a0\u200b\u2028'.repeat(n / 10)}\n`,
  'two bytes each': (n) => `\ufeff${'é\n'.repeat(n / 3)}`,
}

/** Returns a request as the parameters of a URL. Its values stay as they are: some are too deep to be written again. */
function queryOf(body: string): URLSearchParams {
  const { query, operationName }: { query: string; operationName?: string } = JSON.parse(body)
  const [, name, value] = /^,"(\w+)":(.*)\}$/s.exec(body.slice(JSON.stringify({ query }).length - 1)) ?? []
  const rest = name === undefined || value === undefined ? [] : [[name, operationName ?? value]]
  return new URLSearchParams([['query', query], ...rest])
}

async function postForm(
  url: string,
  headers: Headers,
  operations: string,
  map = '{"0": ["variables.file"]}',
): Promise<string> {
  const form = new FormData()
  form.append('operations', operations)
  form.append('map', map)
  form.append('0', new File(['a,b\n1,2\n'], 'a.csv'))
  return await request(url, { method: 'POST', headers, body: form })
}

async function request(url: string, init: RequestInit): Promise<string> {
  return await (await fetch(url, init)).text()
}

async function sendOverSocket(url: string, body: string, token?: string): Promise<string> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws')
  const inbox = new Inbox<string>()
  const payload = token === undefined ? {} : { authorization: `Bearer ${token}` }
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  socket.on('message', (data) => inbox.push(String(data)))
  socket.on('close', (code) => inbox.push(`closed with ${code}`))
  await inbox.next()
  socket.send(`{"id":"a","type":"subscribe","payload":${body}}`)
  const answer = (await inbox.next()) ?? ''
  socket.close()
  return answer
}
