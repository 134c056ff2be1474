import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'

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

test('tells a fault in full, with its cause', () => {
  const lines: string[] = []
  logInto(lines).error({ err: new Error('outer', { cause: new Error('inner') }) }, 'Failed')
  expect(JSON.parse(lines[0] ?? '').err.stack).toMatch(/outer[\s\S]*inner/)
})

test('leaves out what is below its level', () => {
  const lines: string[] = []
  logInto(lines).debug('Detail')
  expect(lines).toEqual([])
})

test('writes for people when it is told to', () => {
  const lines: string[] = []
  logInto(lines, 'pretty').info({ token: 'hush' }, 'Ready')
  expect(lines.join('')).toContain('Ready')
  expect(lines.join('')).not.toContain('hush')
  expect(() => JSON.parse(lines[0] ?? '')).toThrow()
})
