import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { startTestApp, type TestApp } from './support/app.ts'
import { runHere } from './support/commands.ts'
import { createEmptyDatabase } from './support/database.ts'
import { createImporter, importInput } from './support/imports.ts'
import { hasPgBouncer, startPgBouncer } from './support/pgbouncer.ts'
import { openStream } from './support/streams.ts'
import { waitFor } from './support/wait-for.ts'

const rows = 300

describe.skipIf(!hasPgBouncer)('behind PgBouncer in transaction mode (skipped where it is not installed)', () => {
  let app: TestApp
  let [pooled, direct] = ['', '']
  beforeAll(async () => {
    direct = (await createEmptyDatabase()).url
    const bouncer = await startPgBouncer(direct)
    pooled = bouncer.url
    app = await startTestApp({ databaseUrl: pooled, databaseDirectUrl: direct, pageSize: 5, readTimeout: 60_000 })
    return async () => {
      await app.stop()
      await bouncer.stop()
    }
  })

  it('migrates, imports while it is watched and searched, and adds up', async () => {
    const ann = await createImporter(app)
    const csv = ['fullName,email', ...Array.from({ length: rows }, (_, at) => `Person ${at},p${at}@example.com`)]
    const { started } = await ann.query<{ started: { runId: string; listId: string } }>(
      `mutation ($input: CreateListWithImportInput!) {
        started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId listId } }
      }`,
      { input: importInput(csv.join('\n'), { input: { waitSeconds: 0 } }) },
    )
    const query = 'subscription ($runId: ID!) { importProgress(runId: $runId) { counts { processed } } }'
    const shape = z.object({ counts: z.object({ processed: z.number() }) })
    const stream = await openStream(app.url, { query, variables: { runId: started.runId } }, shape, {
      token: ann.token,
    })
    const reads = Array.from({ length: 20 }, () =>
      ann.query<{ list: { rows: { totalCount: number } } }>(
        'query ($id: ID!) { list(id: $id) { rows(filter: { search: "person" }) { totalCount } } }',
        { id: started.listId },
      ),
    )
    const events = await stream.upTo(() => false)
    expect(events.at(-1)).toEqual({ counts: { processed: rows } })
    expect(await Promise.all(reads)).toHaveLength(20)
    const found = await ann.query(
      'query ($id: ID!) { list(id: $id) { rows(filter: { search: "person" }) { totalCount } } }',
      {
        id: started.listId,
      },
    )
    expect(found).toEqual({ list: { rows: { totalCount: rows } } })
    expect(await ann.query('{ viewer { credits { balance reserved } } }')).toEqual({
      viewer: { credits: { balance: 1_000 - rows, reserved: 0 } },
    })
  })

  it('leaves no setting of a read to other clients of the pooler', async () => {
    const timeouts = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { rows } = await app.pool.query<{ timeout: string }>(
          `SELECT current_setting('statement_timeout') AS timeout`,
        )
        return rows[0]?.timeout
      }),
    )
    expect(new Set(timeouts)).toEqual(new Set(['0']))
  })

  it('closes the sockets of a revoked token', async () => {
    const ann = await createImporter(app)
    const stream = await openStream(app.url, { query: 'subscription { importActivity { id } }' }, z.unknown(), {
      token: ann.token,
    })
    const closed = stream.next().then(
      () => 'open',
      () => 'closed',
    )
    await ann.query('mutation { signOut { __typename } }')
    expect(await closed).toBe('closed')
  })

  it('doctor finds the deployment well, and says when the direct address is missing or not direct', async () => {
    const pooler = async (env: NodeJS.ProcessEnv) => {
      const { stdout } = await runHere(['doctor', '--json'], env)
      const { findings } = JSON.parse(stdout)
      return findings.find(({ check }: { check: string }) => check === 'pooler')
    }
    expect(await pooler({ DATABASE_URL: pooled, DATABASE_DIRECT_URL: direct })).toMatchObject({ status: 'ok' })
    expect(await pooler({ DATABASE_URL: pooled })).toMatchObject({
      status: 'error',
      message: 'DATABASE_URL goes through a connection pooler.',
    })
    expect(await pooler({ DATABASE_URL: pooled, DATABASE_DIRECT_URL: pooled })).toMatchObject({
      status: 'error',
      message: 'DATABASE_DIRECT_URL goes through a connection pooler, too.',
    })
    expect(await pooler({ DATABASE_URL: direct })).toBeUndefined()
  })

  it('another process takes part through its own connections', async () => {
    const worker = await startTestApp({ role: 'worker', databaseUrl: pooled, databaseDirectUrl: direct })
    await waitFor(async () => (await fetch(`${worker.origin}/ready`)).status === 200)
    await worker.stop()
  })
})
