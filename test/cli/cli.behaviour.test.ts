import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startFakeUnipile } from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import { redeemSignInCode } from '../../src/users/sign-in.ts'
import { findToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { runHere } from '../support/commands.ts'
import { createDatabase, createEmptyDatabase } from '../support/database.ts'
import { ended, startProcess } from '../support/processes.ts'
import { whenOver } from '../support/when-over.ts'

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

function run(env: NodeJS.ProcessEnv, ...args: string[]) {
  return ended(startProcess(cli, args, env))
}

/** Runs a command in this process. */
function here(env: NodeJS.ProcessEnv, ...args: string[]) {
  return runHere(args, env)
}

describe('with DATABASE_URL', async () => {
  const { url, pool, prisma } = await createDatabase()
  const env = { DATABASE_URL: url }

  test('creates a user with a token that works until it is revoked', async () => {
    const created = await run(env, 'user', 'create', '--email', 'A@b.c', '--name', 'A', '--credits', '1000', '--json')
    const { id } = JSON.parse(created.stdout)
    expect(created).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ id, email: 'a@b.c', name: 'A', credits: 1000 })}\n`,
      stderr: '',
    })

    const granted = await here(env, 'credits', 'grant', '--email', 'a@b.c', '--amount', '5', '--note', 'gift', '--json')
    expect(JSON.parse(granted.stdout)).toEqual({ email: 'a@b.c', amount: 5, available: 1005 })
    expect(await prisma.creditEntry.findMany({ where: { userId: id }, orderBy: { id: 'asc' } })).toMatchObject([
      { kind: 'GRANT', amount: 1000 },
      { kind: 'GRANT', amount: 5, note: 'gift' },
    ])

    const { token, prefix } = JSON.parse((await here(env, 'token', 'create', '--email', 'a@b.c', '--json')).stdout)
    expect(await findToken(pool, token)).toMatchObject({ userId: id })
    const week = await here(env, 'token', 'create', '--email', 'a@b.c', '--expires-in-days', '7', '--json')
    const { expiresAt } = JSON.parse(week.stdout)
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000)
    const limited = ['--scopes', 'read, IMPORT', '--name', 'Script']
    expect(await here(env, 'token', 'create', '--email', 'a@b.c', ...limited)).toMatchObject({ code: 0 })
    const listed = await here(env, 'token', 'list', '--email', 'a@b.c', '--json')
    expect(JSON.parse(listed.stdout).tokens).toMatchObject([
      { name: 'Script', scopes: ['READ', 'IMPORT'], lastUsedAt: null, expiresAt: null },
      { expiresAt },
      { scopes: ['ADMIN'] },
    ])
    const text = await here(env, 'token', 'list', '--email', 'a@b.c')
    expect(text.stdout).toMatch(/Script {2}READ, IMPORT {2}last used: never {2}expires: never\n/)
    const revoked = await here(env, 'token', 'revoke', prefix, '--json')
    expect(JSON.parse(revoked.stdout)).toMatchObject({ prefix, revoked: true })
    expect(await findToken(pool, token)).toBeNull()
  })

  test('permanently deletes a user after confirmation', async () => {
    const { id } = await createUser(pool, { email: 'gone@b.c', name: 'Gone', credits: 5 })
    expect(await here(env, 'user', 'delete', 'Gone@b.c', '--yes')).toEqual({
      code: 0,
      stdout: `Deleted gone@b.c (user ${id}) and all of their data.\n`,
      stderr: '',
    })
    expect(await prisma.user.count({ where: { id } })).toBe(0)
  })

  test('prints sentences in a terminal, and only the token to a pipe', async () => {
    const created = await here(env, 'user', 'create', '--email', 'p@b.c', '--name', 'P')
    expect(created.stdout).toMatch(/^Created p@b\.c \(user \d+\) with 0 credits\.\n$/)
    const { stdout, stderr } = await here(env, 'token', 'create', '--email', 'p@b.c')
    expect(await findToken(pool, stdout.trimEnd())).not.toBeNull()
    expect(stderr).toMatch(/^Store it safely: .*\n$/)

    const link = await here({ ...env, PORT: '4321' }, 'user', 'sign-in', 'p@b.c')
    expect(link.stdout).toMatch(/^http:\/\/127\.0\.0\.1:4321\/sign-in#code=[\w-]{43}\n$/)
    expect(link.stderr).toMatch(/^The link works once, .*\n$/)
    const signedIn = await redeemSignInCode(pool, link.stdout.trim().split('=')[1] ?? '')
    expect(await findToken(pool, signedIn.token)).not.toBeNull()
  })

  test('rejects an unknown user with one line, or as JSON, and exit code 1', async () => {
    const args = ['token', 'create', '--email', 'x@y.z']
    const [text, json] = [await here(env, ...args), await here(env, ...args, '--json')]
    const message = 'There is no user with the e-mail address x@y.z.'
    expect(text).toEqual({ code: 1, stdout: '', stderr: `${message}\n` })
    expect({ ...json, stderr: JSON.parse(json.stderr) }).toEqual({
      code: 1,
      stdout: '',
      stderr: { error: { code: 'USER_NOT_FOUND', message } },
    })
  })

  test('names an invalid environment variable', async () => {
    const { code, stderr } = await here({ DATABASE_URL: 'nonsense' }, 'token', 'create', '--email', 'x@y.z')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'DATABASE_URL is not usable; it must be a URL such as postgresql://user:password@host:5432/database.\n',
    })
  })

  test('migrates an empty database', async () => {
    const empty = await createEmptyDatabase()
    const { code } = await here({ DATABASE_URL: empty.url }, 'user', 'create', '--email', 'a@b.c', '--name', 'A')
    expect(code).toBe(0)
  })
})

describe('account', async () => {
  const { url, pool, prisma } = await createDatabase()
  const fake = await startFakeUnipile({ accounts: [{ id: 'ada', name: 'Ada', status: 'OK', salesNavigator: true }] })
  whenOver(fake.stop)
  const env = { DATABASE_URL: url, UNIPILE_URL: fake.url, UNIPILE_API_KEY: fake.apiKey }

  test('`account assign` assigns an account of the provider to a user, and `account list` shows its owner', async () => {
    const user = await createUser(pool, { email: 'mine@b.c', name: 'Mine', credits: 0 })
    expect(await here(env, 'account', 'assign', 'mine@b.c', 'ada')).toEqual({
      code: 0,
      stdout: 'mine@b.c now has the LinkedIn account of Ada (OK, with Sales Navigator).\n',
      stderr: '',
    })
    expect(await prisma.linkedInAccount.findMany()).toMatchObject([{ userId: user.id, providerAccountId: 'ada' }])
    const [text, json] = [await here(env, 'account', 'list'), await here(env, 'account', 'list', '--json')]
    expect(text.stdout).toBe('mine@b.c  UNIPILE ada  Ada: OK, with Sales Navigator\n')
    expect(JSON.parse(json.stdout)).toMatchObject({ accounts: [{ email: 'mine@b.c', providerAccountId: 'ada' }] })
  })
})
