import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../src/log.ts'
import { createDatabase } from './support/database.ts'
import { readyUrl, startMain } from './support/main-process.ts'
import { ended, firstLine, killGroup } from './support/processes.ts'
import { whenOver } from './support/when-over.ts'

const root = await mkdtemp(join(tmpdir(), 'leadstream-main-'))
whenOver(() => rm(root, { recursive: true, force: true }))

test.each([
  [{ ROLE: 'api' }, 'ROLE=api needs DATABASE_URL: the embedded Postgres works only with ROLE=all.\n'],
  [
    { DATABASE_URL: 'postgresql://u:secret@127.0.0.1:1/leads' },
    'Cannot connect to the database at 127.0.0.1:1 (DATABASE_URL): connect ECONNREFUSED 127.0.0.1:1.\n',
  ],
])('says in one line why it does not start with %o', async (env, stderr) => {
  expect(await ended(startMain(env))).toEqual({ code: 1, stdout: '', stderr })
})

test('says in one line that the password in DATABASE_URL is wrong, and exits', async () => {
  const url = new URL((await createDatabase()).url)
  url.password = 'wrong'
  const stderr = `Cannot connect to the database at ${url.host} (DATABASE_URL): password authentication failed for user "postgres".\n`
  expect(await ended(startMain({ DATABASE_URL: url.href }))).toEqual({ code: 1, stdout: '', stderr })
})

test('says in one line that its port is taken, and ends', async () => {
  const { url } = await createDatabase()
  const first = startMain({ DATABASE_URL: url })
  const { port } = new URL(readyUrl(await firstLine(first)))
  expect(await ended(startMain({ DATABASE_URL: url, PORT: port, LOG_LEVEL: 'warn' }))).toEqual({
    code: 1,
    stdout: '',
    stderr: `Cannot listen on 127.0.0.1:${port}: another process is using the port. Stop it, or set PORT to another port.\n`,
  })
  await killGroup(first)
})

test.skipIf(process.platform !== 'linux')(
  'says in one line that nothing can be written to DATA_DIR, and exits',
  async () => {
    const { code, stdout, stderr } = await ended(startMain({ DATA_DIR: '/sys' }))
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^Could not use DATA_DIR "\/sys": .*\. Make the folder writable, or set DATA_DIR to another one\.\n$/,
    )
  },
)

test('shuts down cleanly on SIGINT, sent twice', async () => {
  const server = startMain({ DATABASE_URL: (await createDatabase()).url })
  expect(readyUrl(await firstLine(server))).not.toBe('')
  const end = ended(server)
  server.kill('SIGINT')
  server.kill('SIGINT')
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})

test.each([
  [{}, ['LinkedIn is simulated', 'Company data is simulated']],
  [{ UNIPILE_URL: 'https://unipile.example', UNIPILE_API_KEY: 'a-key' }, ['Company data is simulated']],
  [{ BRIGHT_DATA_API_KEY: 'a-key' }, ['LinkedIn is simulated']],
])('warns which data is simulated if API keys are missing: %o', async (env, warnings) => {
  const { url } = await createDatabase()
  const server = startMain({ DATABASE_URL: url, ...env })
  const end = ended(server)
  if (!server.stdout) throw new Error('The process has no output.')
  for await (const line of createInterface(server.stdout)) {
    if (line.includes(warnings.at(-1) ?? '')) break
  }
  server.kill('SIGTERM')
  const warned = (await end).stdout.split('\n').filter((line) => line.includes('"level":"warn"'))
  expect(warned).toEqual(warnings.map((warning) => expect.stringContaining(warning)))
})

test('starts again on its own Postgres after a kill -9, and stops it in the end', async () => {
  const env = { DATA_DIR: join(root, 'data') }
  const killed = startMain(env)
  expect(readyUrl(await firstLine(killed))).not.toBe('')
  await killGroup(killed)

  const next = startMain(env)
  expect(readyUrl(await firstLine(next))).not.toBe('')
  const end = ended(next)
  next.kill('SIGTERM')
  expect((await end).code).toBe(0)
})

describe('with a damaged postmaster.pid', () => {
  const env = { DATA_DIR: join(root, 'damaged') }
  const pidFile = join(env.DATA_DIR, 'postgres', 'data', 'postmaster.pid')
  beforeAll(async () => {
    await (
      await startEmbedded({ dataDir: env.DATA_DIR, log: createLog({ logLevel: 'silent', logFormat: 'json' }) })
    ).stop()
  })

  test.each(['', 'garbage\n'])('%j says what happened and what to do, and exits', async (content) => {
    await writeFile(pidFile, content)
    const { code, stdout, stderr } = await ended(startMain(env))
    expect(code).toBe(1)
    expect(stdout).toMatch(/^.*Waiting for the embedded Postgres.*\n$/)
    expect(stderr).toMatch(/^.*postmaster\.pid is damaged .*, then delete the file\.\n$/)
  })

  test('ends on SIGTERM while it waits', async () => {
    await writeFile(pidFile, '')
    const waiting = startMain(env)
    expect(await firstLine(waiting)).toContain('Waiting for the embedded Postgres')
    const end = ended(waiting)
    waiting.kill('SIGTERM')
    expect(await end).toMatchObject({ code: 0, stderr: '' })
  })
})

test.skipIf(process.platform === 'win32')(
  'shuts down cleanly if the npm that started it is killed (Windows has no shell in between)',
  async () => {
    const { url } = await createDatabase()
    const shell = spawn('sh', ['-c', '"$0" --import tsx src/main.ts; true', process.execPath], {
      env: {
        PATH: process.env['PATH'],
        npm_lifecycle_event: 'start',
        DATABASE_URL: url,
        PORT: '0',
        LOG_FORMAT: 'json',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    for await (const chunk of shell.stdout) {
      printed += chunk
      if (/Leadstream is ready/.test(printed) && !shell.killed) shell.kill('SIGKILL')
    }
    expect(printed).toContain('Leadstream has stopped')
  },
)
