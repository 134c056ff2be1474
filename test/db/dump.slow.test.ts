import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { freePort } from '../support/free-port.ts'
import { graphql } from '../support/graphql.ts'
import { createImporter, importInput, readImport } from '../support/imports.ts'

const run = promisify(execFile)
const versions = '/usr/lib/postgresql'
const [programs] = (existsSync(versions) ? readdirSync(versions) : [])
  .map((version) => join(versions, version, 'bin'))
  .filter((folder) => ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(folder, name))))

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leadstream-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  return folder
}

/** Postgres refuses to run as root. */
const owner =
  process.getuid?.() === 0 && programs
    ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) }
    : {}

/** Starts a cluster of Debian's Postgres; returns the URL of a database in it. */
async function startCluster(bin: string): Promise<(database: string) => string> {
  const folder = await temporaryFolder()
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '-N'],
    owner,
  )
  const port = await freePort()
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`
  const control = (...args: string[]) => run(join(bin, 'pg_ctl'), [...args, '-D', data], owner)
  await control('start', '-w', '-l', join(folder, 'log'), '-o', settings)
  onTestFinished(async () => {
    await control('stop', '-m', 'immediate')
  })
  return (database) => `postgresql://postgres@127.0.0.1:${port}/${database}?sslmode=disable`
}

const start = `mutation ($input: CreateListWithImportInput!) {
  started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
}`

describe.skipIf(!programs)('with pg_dump (skipped where Postgres is not installed in /usr/lib/postgresql)', () => {
  it('a dump of a running server is restored, and continues an import that it caught half way', async () => {
    const bin = programs ?? ''
    const urlOf = await startCluster(bin)
    for (const name of ['live', 'restored']) {
      await run(join(bin, 'createdb'), ['--maintenance-db', urlOf('postgres'), name])
    }
    const live = await startTestApp({ databaseUrl: urlOf('live'), role: 'api' })
    const ann = await createImporter(live)
    const csv = 'fullName\nAnn\nBob\nAnn'
    const { started } = await ann.query<{ started: { runId: string } }>(start, {
      input: importInput(csv, { input: { waitSeconds: 0 } }),
    })
    const dump = join(await temporaryFolder(), 'leadstream.dump')
    await run(join(bin, 'pg_dump'), ['--format=custom', '--file', dump, urlOf('live')])
    await live.stop()

    await run(join(bin, 'pg_restore'), ['--no-owner', '--exit-on-error', '--dbname', urlOf('restored'), dump])
    const restored = await startTestApp({ databaseUrl: urlOf('restored') })
    const query = graphql(restored.url, ann.token)
    await expect.poll(async () => (await readImport(query, started.runId)).status).toBe('COMPLETED')
    expect((await readImport(query, started.runId)).counts).toMatchObject({ imported: 2, merged: 1 })
    expect(await query('{ viewer { credits { balance reserved } } }')).toEqual({
      viewer: { credits: { balance: 998, reserved: 0 } },
    })
    await restored.stop()
  })
})
