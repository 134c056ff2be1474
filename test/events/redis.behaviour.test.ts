import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { startTestApp } from '../support/app.ts'
import { graphql } from '../support/graphql.ts'
import { createImporter, importInput } from '../support/imports.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { openStream } from '../support/streams.ts'

it.skipIf(!hasRedis)(
  'an import is watched from another process, and a revoked token loses its streams there (skipped without Redis)',
  async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const here = await startTestApp({ redisUrl: redis.url, pageSize: 10 })
    const there = await startTestApp({ redisUrl: redis.url, role: 'api', databaseUrl: here.config.databaseUrl })
    const ann = await createImporter(here)
    const csv = ['fullName', ...Array.from({ length: 200 }, (_, at) => `Person ${at}`)].join('\n')
    const { started } = await ann.query<{ started: { runId: string } }>(
      `mutation ($input: CreateListWithImportInput!) {
      started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
    }`,
      { input: importInput(csv, { input: { waitSeconds: 0 } }) },
    )
    const progress = 'subscription ($runId: ID!) { importProgress(runId: $runId) { status counts { processed } } }'
    const shape = z.object({ status: z.string(), counts: z.object({ processed: z.number() }) })
    const stream = await openStream(there.url, { query: progress, variables: started }, shape, { token: ann.token })
    const events = await stream.upTo(() => false)
    expect(events.at(-1)).toEqual({ status: 'COMPLETED', counts: { processed: 200 } })

    const activity = { query: 'subscription { importActivity { id } }' }
    const watching = await openStream(there.url, activity, z.unknown(), { token: ann.token })
    await watching.next()
    await graphql(here.url, ann.token)('mutation { signOut { __typename } }')
    await expect(watching.next()).rejects.toThrow('cut')
    await Promise.all([here.stop(), there.stop()])
  },
)
