import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { startServer } from '../../torture/harness/server-process.ts'
import { createDatabase } from '../support/database.ts'
import { blocksOf } from './blocks.ts'

/** Blocks that start, deploy or back up a server, which other tests do. */
const elsewhere =
  /^(npm (start|ci|cit|run demo)|docker|kubectl|pg_dump|export DATABASE_URL)|^[A-Z_]+=\S+.* (docker|npm start)/m
const account = `npm run -s cli -- user create --email me@example.com --name Me --credits 100000
TOKEN=$(npm run -s cli -- token create --email me@example.com)
`
const people = 'Name,Email,Company\nAda Lovelace,ada@analytical.example,Analytical Engines\n'

/** Runs the shell blocks of a document one after the other against a new server; returns what they print. */
async function walk(document: string): Promise<string> {
  const { url: databaseUrl } = await createDatabase()
  const built = inject('builtSources')
  const server = await startServer(built, { DATABASE_URL: databaseUrl })
  const folder = mkdtempSync(join(tmpdir(), 'walk-'))
  writeFileSync(join(folder, 'people.csv'), people)
  const blocks = blocksOf(document).filter(({ language, code }) => language === 'sh' && !elsewhere.test(code))
  const code = blocks.map((block) => block.code).join('\n')
  const program = [
    'set -euo pipefail',
    // `npm run -s cli -- ARGUMENTS`
    `npm() { shift 4; node ${join(built, 'cli/main.js')} "$@"; }`,
    code.includes('user create') ? '' : account,
    code.replaceAll('http://localhost:4000', server.url).replace('seq 50000', 'seq 500'),
  ].join('\n')
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, DATABASE_URL: databaseUrl, LEADSTREAM_URL: server.url }
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', program], { cwd: folder, env })
    return stdout
  } finally {
    await server.stop()
  }
}

// The codes are those of ids that the reader has to replace, and of examples that are refused.
it.each([
  { document: 'README.md', prints: ['"imported":2,"merged":1'], codes: [] },
  { document: 'docs/getting-started.md', prints: ['"imported":2,"merged":1', '/sign-in#code='], codes: [] },
  {
    document: 'docs/api.md',
    prints: ['"totalRows":500', 'event: complete', '"totalCount":500', 'Head of Sales'],
    codes: [
      ...['INVALID_INPUT', 'LIST_ACCESS', 'LIST_ACCESS', 'SHARED_HOST', 'RUN_NOT_CANCELLABLE', 'RUN_NOT_RESUMABLE'],
      ...['BLOCKED_COMPANY_NOT_FOUND', 'CONNECT_REFUSED', 'API_TOKEN_NOT_FOUND', 'SIGN_IN_CODE_INVALID'],
      ...[...Array(4).fill('WEBHOOK_NOT_FOUND'), 'WEBHOOK_DELIVERY_NOT_FOUND'],
    ],
  },
  { document: 'docs/rest.md', prints: ['"imported":1'], codes: [] },
  { document: 'docs/agents.md', prints: ['ls_'], codes: [] },
])('the commands of $document work one after the other', async ({ document, prints, codes }) => {
  const printed = await walk(document)
  for (const text of prints) expect(printed).toContain(text)
  expect(printed).not.toContain('"errors"')
  expect([...printed.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code).sort()).toEqual(codes.sort())
})
