import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { findUserTables } from '../../src/db/user-data.ts'
import { createSignInCode } from '../../src/users/sign-in.ts'
import { startTestApp } from '../support/app.ts'
import { createImporter } from '../support/imports.ts'
import { ended, startProcess } from '../support/processes.ts'

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

it('user export writes every row of one user, without secrets and without rows of others', async () => {
  const app = await startTestApp()
  const root = await mkdtemp(join(tmpdir(), 'leadstream-export-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const folder = join(root, 'ann')
  const [ann, bob] = [await createImporter(app), await createImporter(app)]
  const odd = '"O\\Neill, ""Ann""\u0001"'
  const imported = await ann.importCsv(`fullName,email,note\n${odd},ann@a.example,\nBob,bob@b.example,x\n,,\n,,nobody`)
  await bob.importCsv('fullName\nCarol')
  await createSignInCode(app.pool, ann.userId)
  const secret = await ann.query<{ createWebhook: { secret: string } }>(
    `mutation { createWebhook(input: { url: "https://hooks.example.com/a", events: [IMPORT_COMPLETED] }) {
      ... on CreateWebhookPayload { secret } } }`,
  )

  const { email } = await app.prisma.user.findUniqueOrThrow({ where: { id: ann.userId } })
  const env = { DATABASE_URL: app.config.databaseUrl ?? '' }
  const { code, stdout } = await ended(startProcess(cli, ['user', 'export', email, folder, '--json'], env))
  expect(code).toBe(0)
  const { rows } = JSON.parse(stdout)
  expect(rows).toMatchObject({ users: 1, lists: 1, list_rows: 2, import_runs: 1, import_outcomes: 1, api_tokens: 1 })

  const read = async (table: string) => {
    const text = await readFile(join(folder, `${table}.jsonl`), 'utf8')
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
  }
  const people = await read('list_rows')
  expect(people.map(({ full_name }) => full_name).sort()).toEqual(['Bob', 'O\\Neill, "Ann"'])
  expect(people[0]).toMatchObject({ owner_id: ann.userId, list_id: imported.listId })
  expect(await read('users')).toMatchObject([{ id: ann.userId, email }])

  const tables = await findUserTables(app.pool)
  const written = (await readdir(folder)).map((name) => name.replace('.jsonl', ''))
  const leftOut = tables.map(({ table }) => table).filter((table) => !written.includes(table))
  const [secrets, staged] = [
    ['connect_links', 'sign_in_codes', 'webhook_secrets'],
    ['upload_chunks', 'workbook_chunks'],
  ]
  const derived = ['search_companies', 'search_marks', 'search_people']
  expect(leftOut).toEqual([...secrets, ...staged, ...derived].sort())
  for (const { table, column } of tables.filter(({ table }) => written.includes(table))) {
    const { rowCount } = await app.pool.query(`SELECT FROM ${table} WHERE ${column} = $1`, [ann.userId])
    expect([table, rows[table]]).toEqual([table, rowCount])
  }
  const all = (await Promise.all(written.map((table) => readFile(join(folder, `${table}.jsonl`), 'utf8')))).join('')
  expect(all).not.toContain('Carol')
  expect(all).not.toContain('token_hash')
  expect(all).not.toContain(secret.createWebhook.secret)
  expect((await stat(join(folder, 'users.jsonl'))).mode & 0o077).toBe(0)

  const again = await ended(startProcess(cli, ['user', 'export', email, folder], env))
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('EEXIST') })
  expect(existsSync(folder)).toBe(true)
})
