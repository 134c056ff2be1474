import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createList } from '../../src/lists/create.ts'
import { createToken } from '../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { runHere } from '../support/commands.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { ended, startProcess } from '../support/processes.ts'
import { whenOver } from '../support/when-over.ts'
import { readXlsx } from '../support/xlsx-files.ts'

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

let app: TestApp
let importer: Importer
let folder: string
beforeAll(async () => {
  // Commands must run on a server that accepts nothing but its own documents.
  app = await startTestApp({ trustedDocuments: 'only' })
  folder = await mkdtemp(join(tmpdir(), 'leadstream-cli-'))
})
beforeEach(async () => {
  importer = await createImporter(app, 1_000)
})
whenOver(() => rm(folder, { recursive: true, force: true }))

const people = `Name,Email,Company,Favourite colour
Ada Lovelace,ada@a.example,Acme,Green
Ada Lovelace,ada@a.example,Acme,Green
Bea Byron,bea@b.example,Globex,
,,,Blue
`

/** The environment of the importer, who has no database. */
const environment = () => ({
  LEADSTREAM_URL: app.origin,
  LEADSTREAM_TOKEN: importer.token,
  DATABASE_URL: 'unusable',
})

function run(...args: string[]) {
  return runHere(args, environment())
}

function runWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  return runHere(args, { ...environment(), ...env })
}

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('import', () => {
  it('creates the list, prints the suggested mapping and the progress, and ends with the counts', async () => {
    const path = await fileOf('people.csv', people)
    const command = ['import', path, '--list', 'Prospects']
    const { code, stdout, stderr } = await ended(startProcess(cli, command, environment()))
    const list = await app.prisma.list.findFirstOrThrow({ where: { name: 'Prospects' } })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        `Imported ${path} into the list Prospects:`,
        '        2  IMPORTED: new in the list',
        '        1  MERGED: same person as an earlier row; 0 changed it',
        '        1  INVALID: malformed, or identifies no one',
        '',
      ].join('\n'),
    })
    expect(stderr).toContain('100 %  uploaded\n')
    expect(stderr).toContain('people.csv: 4 rows, 4 columns, utf-8, comma-separated\nPEOPLE (HIGH): ')
    expect(stderr).toContain('Name → fullName, Email → email, Company → companyName, Favourite colour → custom field\n')
    expect(stderr).toContain('100 %  2 imported, 1 merged, 0 skipped, 1 invalid\n')
    expect(stderr).toContain(`Id of the list: ${list.id}, of the import: `)
  })

  it('imports into the list of that name if there is one, or into that of an id, and prints JSON', async () => {
    const path = await fileOf('more.csv', people)
    const first = JSON.parse((await run('import', path, '--list', 'Twice', '--json')).stdout)
    expect(first).toMatchObject({
      dataType: 'PEOPLE',
      personMapping: { fullName: 'Name', custom: [{ column: 'Favourite colour', name: 'Favourite colour' }] },
      counts: { total: 4, imported: 2, merged: 1, invalid: 1 },
    })
    const again = await run('import', path, '--list', 'twice', '--json')
    expect({ ...again, stdout: JSON.parse(again.stdout) }).toMatchObject({
      code: 0,
      stdout: { listId: first.listId, counts: { imported: 0, merged: 3 } },
      stderr: '',
    })
    const byId = JSON.parse((await run('import', path, '--list-id', first.listId, '--json')).stdout)
    expect(byId).toMatchObject({ listId: first.listId, counts: { merged: 3 } })
  })

  it('skips leads of other lists, unless --include-existing', async () => {
    const path = await fileOf('other.csv', people)
    await run('import', path, '--list', 'First', '--json')
    const skipped = JSON.parse((await run('import', path, '--list', 'Second', '--json')).stdout)
    expect(skipped).toMatchObject({ counts: { imported: 0, crossListSkipped: 3 } })
    const kept = JSON.parse((await run('import', path, '--list', 'Second', '--include-existing', '--json')).stdout)
    expect(kept).toMatchObject({ counts: { imported: 2, crossListSkipped: 0 } })
  })

  it('takes the type from --type', async () => {
    const path = await fileOf('either.csv', 'Company,Domain\nAcme,acme.example\n')
    const { stdout } = await run('import', path, '--list', 'Firms', '--type', 'companies', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ dataType: 'COMPANIES', counts: { imported: 1 } })
    const out = join(folder, 'firms.csv')
    expect(await run('export', 'Firms', '-o', out)).toMatchObject({ code: 0 })
    expect(await readFile(out, 'utf8')).toContain('acme.example')
  })

  it('takes an export back with its changes, by the ids of its rows', async () => {
    const path = await fileOf(
      'round.csv',
      'First name,Last name,Email\nAda,Lovelace,ada@a.example\nBea,Byron,bea@b.example\n',
    )
    await run('import', path, '--list', 'Round trip')
    const out = join(folder, 'round-out.csv')
    await run('export', 'Round trip', '-o', out)
    const changed = (await readFile(out, 'utf8')).replace('ada@a.example', 'countess@a.example')
    await writeFile(out, changed)
    const { stdout } = await run('import', out, '--list', 'Round trip', '--overwrite', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ counts: { imported: 0, merged: 2, updated: 1 } })
  })

  it.each([
    [
      'a missing file',
      ['missing.csv', '--list', 'Any'],
      'FILE_NOT_FOUND',
      /There is no file missing\.csv\. Check the path\./,
    ],
    ['a folder', ['/', '--list', 'Any'], 'FILE_NOT_FOUND', /\/ is not a file\./],
    ['no list', ['missing.csv'], 'USAGE', /--list or --list-id/],
    ['both names', ['missing.csv', '--list', 'A', '--list-id', 'b'], 'USAGE', /cannot be used with/],
  ])('rejects %s', async (_, args, code, message) => {
    const { stderr, ...rest } = await run('import', ...args, '--json')
    expect(rest).toEqual({ code: 1, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({ error: { code, message: expect.stringMatching(message) } })
  })

  it('passes on why the server refuses a file', async () => {
    const path = await fileOf('empty.csv', '')
    const { code, stderr } = await run('import', path, '--list', 'Empty', '--json')
    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 1, error: 'UNREADABLE_FILE' })
    expect(await app.prisma.list.count({ where: { name: 'Empty' } })).toBe(0)
  })
})

describe('lists and export', () => {
  it('shows the lists, and writes one in each format', async () => {
    const { listId } = JSON.parse(
      (await run('import', await fileOf('out.csv', people), '--list', 'Out', '--json')).stdout,
    )
    const one = await run('import', await fileOf('one.csv', 'Name\nAnn Archer\n'), '--list', 'One')
    expect(one.stderr).toContain('one.csv: 1 row, 1 column, utf-8')
    const shown = await run('lists')
    expect(shown.stdout).toMatch(/ {2}One {2}1 person, 0 companies$/m)
    expect(shown.stdout).toMatch(new RegExp(`^${listId} {2}Out {2}2 people, 2 companies$`, 'm'))
    const { lists } = JSON.parse((await run('lists', '--json')).stdout)
    expect(lists).toContainEqual(expect.objectContaining({ id: listId, stats: { people: 2, companies: 2 } }))

    const csv = await run('export', listId, '--format', 'csv')
    expect(csv.stdout).toMatch(/^\ufeffid,.*\r\n.*Ada Lovelace,ada@a\.example/)
    const jsonl = join(folder, 'out.jsonl')
    const wrote = await run('export', 'Out', '-o', jsonl)
    const text = await readFile(jsonl, 'utf8')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ fullName: 'Ada Lovelace' }, { fullName: 'Bea Byron' }])
    expect(wrote.stderr).toMatch(/100 % {2}2 rows\n$/)
    expect(wrote.stdout).toBe(`Wrote the people of Out to ${jsonl}: ${Buffer.byteLength(text)} bytes.\n`)
    const xlsx = join(folder, 'companies.xlsx')
    const json = await run('export', 'Out', '--type', 'companies', '-o', xlsx, '--json')
    expect(JSON.parse(json.stdout)).toEqual({
      listId,
      name: 'Out',
      type: 'companies',
      format: 'xlsx',
      file: xlsx,
      bytes: (await stat(xlsx)).size,
    })
    expect(JSON.stringify(await readXlsx(await readFile(xlsx)))).toContain('Globex')
  })

  it('rejects a list that does not exist or whose name is not unique, and leaves no file', async () => {
    const out = join(folder, 'none.csv')
    const missing = await run('export', 'Nothing', '-o', out, '--json')
    expect({ code: missing.code, error: JSON.parse(missing.stderr).error }).toEqual({
      code: 1,
      error: {
        code: 'LIST_NOT_FOUND',
        message: 'There is no list Nothing. Run `lists` to see the names and ids of all.',
      },
    })
    const names = ['Same', 'same']
    const ids = await Promise.all(names.map((name) => createList(app.pool, importer.userId, name)))
    const { stderr } = await run('export', 'Same', '-o', out, '--json')
    expect(JSON.parse(stderr).error.code).toBe('AMBIGUOUS_LIST')
    for (const id of ids) expect(stderr).toContain(id)
    expect(existsSync(out)).toBe(false)
  })
})

describe('the connection', () => {
  it('takes URL and token from options, and the URL of /graphql too', async () => {
    const wrong = { LEADSTREAM_URL: 'http://127.0.0.1:1', LEADSTREAM_TOKEN: 'ls_wrong' }
    const { code, stdout } = await runWith(wrong, 'lists', '--url', app.url, '--token', importer.token, '--json')
    expect({ code, lists: JSON.parse(stdout).lists }).toMatchObject({ code: 0, lists: expect.any(Array) })
  })

  it.each([
    [{ LEADSTREAM_TOKEN: '' }, 'UNAUTHENTICATED', /^Set LEADSTREAM_TOKEN or --token to an API token\./],
    [{ LEADSTREAM_TOKEN: 'ls_wrong' }, 'UNAUTHENTICATED', /^The server does not accept the token: .* `token create`/],
    [{ LEADSTREAM_URL: 'leads.example' }, 'INVALID_URL', /^leads\.example is not the URL of a server\. Set /],
    [
      { LEADSTREAM_URL: 'http://127.0.0.1:1' },
      'UNREACHABLE',
      /^The request to http:\/\/127\.0\.0\.1:1 failed.* Check that the server is running/,
    ],
  ])('rejects %j with what to do', async (env, code, message) => {
    const { stderr, ...rest } = await runWith(env, 'lists', '--json')
    expect(rest).toEqual({ code: 1, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({ error: { code, message: expect.stringMatching(message) } })
  })

  it('says what a token may not do', async () => {
    const { token } = await createToken(app.pool, importer.userId, { scopes: ['READ'] })
    const path = await fileOf('forbidden.csv', people)
    const { code, stderr } = await runWith({ LEADSTREAM_TOKEN: token }, 'import', path, '--list', 'No', '--json')
    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 1, error: 'FORBIDDEN' })
  })

  it('recognises a server that is not Leadstream', async () => {
    const other = createServer((_, res) => res.writeHead(502).end('<html>'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const { code, stderr } = await run('lists', '--url', url, '--json')
    other.close()
    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 1, error: 'HTTP_502' })
  })
})
