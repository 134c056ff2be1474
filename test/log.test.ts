import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { startCpuClock } from './support/cpu-clock.ts'

function logInto(lines: string[], logFormat: 'json' | 'pretty' = 'json') {
  return createLog({ logLevel: 'info', logFormat }, { write: (line: string) => lines.push(line) })
}

test('writes one JSON object a line, with level, time and message', () => {
  const lines: string[] = []
  logInto(lines).info({ runId: 'r1' }, 'Page written')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    runId: 'r1',
    msg: 'Page written',
  })
})

test.each([
  [{ token: 'hush' }],
  [{ password: 'hush' }],
  [{ email: 'hush' }],
  [{ key: 'hush' }],
  [{ databaseUrl: 'hush' }],
  [{ headers: { authorization: 'hush', cookie: 'hush' } }],
  [{ headers: { Authorization: 'hush', 'set-cookie': 'hush' } }],
  [{ request: { headers: { authorization: 'hush' } } }],
  [{ connectionParams: { authorization: 'hush' } }],
])('does not show what is secret in %o', (fields) => {
  const lines: string[] = []
  logInto(lines).info(fields, 'Asked')
  expect(lines.join()).not.toContain('hush')
  expect(lines.join()).toContain('[redacted]')
})

test('logs an error in full, with its cause', () => {
  const lines: string[] = []
  logInto(lines).error({ err: new Error('outer', { cause: new Error('inner') }) }, 'Failed')
  expect(JSON.parse(lines[0] ?? '').err.stack).toMatch(/outer[\s\S]*inner/)
})

const token = `ls_${'aB3_-'.repeat(9).slice(0, 43)}`

test.each([
  ['a token', `Refused ${token}.`, token],
  ['a token of somebody', 'Sent Authorization: bearer abc.def', 'abc.def'],
  ['a password', 'connect postgresql://leads:hush@db.example:5432/leads failed', 'leads:hush'],
  ['a signature', 'GET /runs/1/outcomes.csv?expires=1&signature=hush&verdicts=INVALID', 'hush'],
  ['an e-mail', 'invalid input syntax for type uuid: "ada.o\'neil+x@mail.acme.example"', "o'neil+x@mail"],
  ['an e-mail of any alphabet', 'No row for <zoë@münchen.example>, nor josé@пример.рф', 'zoë@m'],
  ['the key of a provider', 'It said: “wrong key key-of-unipile”', 'key-of-unipile'],
  ['the secret of webhooks', 'Got the/"secret"-of-webhooks', 'webhooks'],
])('does not show %s anywhere', (_what, text, secret) => {
  const lines: string[] = []
  const config = {
    unipile: { url: 'https://unipile.example', apiKey: 'key-of-unipile' },
    unipileWebhookSecret: 'the/"secret"-of-webhooks',
  }
  const log = createLog({ logLevel: 'info', logFormat: 'json', ...config }, { write: (line) => void lines.push(line) })
  log.info(text)
  log.info({ deep: { in: [{ some: { value: text } }] } }, 'Asked')
  log.child({ text }).error({ err: new Error('outer', { cause: new Error(text) }) }, 'Failed')
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(['info', 'info', 'error'])
  expect(lines.join()).not.toContain(secret)
  expect(lines.join()).toContain('[redacted]')
})

test.each([
  'Leadstream is ready: http://127.0.0.1:4000/graphql',
  'send the header `Authorization: Bearer <token>`',
  'at /app/node_modules/@prisma/client/runtime/client.js:65:8643',
  'at file:///app/node_modules/.store/pg@8.23.1/index.js:45:11',
])('shows what only looks like a secret: %s', (text) => {
  const lines: string[] = []
  logInto(lines).info(text)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: text })
})

test('takes no time for a long line', () => {
  const lines: string[] = []
  const cpuSeconds = startCpuClock()
  for (const unit of ['a', '@', 'a@', 'a.', '://', 'a@b.', 'ls_', 'bearer ']) logInto(lines).info(unit.repeat(100_000))
  expect(cpuSeconds()).toBeLessThan(5)
})

test('leaves out what is below its level', () => {
  const lines: string[] = []
  logInto(lines).debug('Detail')
  expect(lines).toEqual([])
})

test('writes in a readable format if configured', () => {
  const lines: string[] = []
  logInto(lines, 'pretty').info({ token: 'hush' }, 'Ready')
  expect(lines.join('')).toContain('Ready')
  expect(lines.join('')).not.toContain('hush')
  expect(() => JSON.parse(lines[0] ?? '')).toThrow()
})
