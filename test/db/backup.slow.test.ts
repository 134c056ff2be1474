import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../src/log.ts'
import { startTestApp } from '../support/app.ts'
import { graphql } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'

it('a copy of the folder of a stopped embedded Postgres is a back-up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leadstream-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  const [original, copy] = [join(folder, 'data'), join(folder, 'copy')]
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const first = await startEmbedded({ dataDir: original, log })
  const live = await startTestApp({ databaseUrl: first.url })
  const ann = await createImporter(live)
  await ann.importCsv('fullName\nAnn')
  await live.stop()
  await first.stop()
  await promisify(execFile)('cp', ['-a', original, copy])

  const second = await startEmbedded({ dataDir: copy, log })
  const restored = await startTestApp({ databaseUrl: second.url })
  expect(await graphql(restored.url, ann.token)('{ lists { nodes { rows { nodes { fullName } } } } }')).toEqual({
    lists: { nodes: [{ rows: { nodes: [{ fullName: 'Ann' }] } }] },
  })
  await restored.stop()
  await second.stop()
})
