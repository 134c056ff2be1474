import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../src/log.ts'
import { ended, firstLine, startProcess } from '../support/processes.ts'
import { whenOver } from '../support/when-over.ts'

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const host = fileURLToPath(new URL('../support/embedded-host.ts', import.meta.url))

function run(env: NodeJS.ProcessEnv, ...args: string[]) {
  return ended(startProcess(cli, args, env))
}

describe('with the embedded Postgres', async () => {
  const root = await mkdtemp(join(tmpdir(), 'leadstream-cli-'))
  const dataDir = join(root, 'data')
  const env = { DATA_DIR: dataDir }
  whenOver(() => rm(root, { recursive: true, force: true }))

  test('starts the embedded Postgres if it is not running, and stops it afterwards', async () => {
    expect(await run(env, 'user', 'create', '--email', 'a@b.c', '--name', 'A')).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'))).toBe(true)
    expect(existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false)
  })

  test('uses a running embedded Postgres, and leaves it running', async () => {
    const server = startProcess(host, [dataDir])
    const url = await firstLine(server)
    const { stdout } = await run(env, 'token', 'create', '--email', 'a@b.c')
    const again = await startEmbedded({ dataDir, log: createLog({ logLevel: 'silent', logFormat: 'json' }) })
    expect(again.url).toBe(url)
    await again.stop()
    expect(stdout).toMatch(/^ls_/)
    server.stdin?.end()
    expect((await ended(server)).code).toBe(0)
  })
})
