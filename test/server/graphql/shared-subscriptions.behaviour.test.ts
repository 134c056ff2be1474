import { isObjectType } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { schema } from '../../../src/graphql/schema.ts'
import { createToken, revokeToken } from '../../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { people, startImport } from '../../support/runs.ts'
import { openStream, type Stream, transportNames } from '../../support/streams.ts'

let app: TestApp
let ann: Importer
let bob: Importer
let runs: string[] = []
beforeAll(async () => {
  // Without a worker, runs change only when the test changes them.
  app = await startTestApp({ role: 'api' })
  ann = await createImporter(app)
  bob = await createImporter(app)
  const [first, second] = [await startImport(ann, people(10)), await startImport(ann, people(10, 'b.example'))]
  runs = [first.runId, second.runId, (await startImport(bob, people(10))).runId]
})

/** Increments the version of runs, and notifies as an import does. */
async function change(ids: readonly string[]): Promise<void> {
  await app.pool.query(
    `WITH changed AS (UPDATE import_runs SET version = version + 1 WHERE id = ANY($1) RETURNING id, version)
     SELECT pg_notify('leadstream', json_build_object('channel', 'importRun',
       'message', json_build_object('runId', id, 'version', version))::text) FROM changed`,
    [ids],
  )
}

const run = z.object({
  id: z.string(),
  version: z.number(),
  kind: z.string().optional(),
  outcomesCsvUrl: z.string().optional(),
})
type Run = z.infer<typeof run>

const progress =
  'subscription ($runId: ID!, $withKind: Boolean!) { importProgress(runId: $runId) { id version kind @include(if: $withKind) } }'
const activity = 'subscription { importActivity { id version } }'
const link = 'subscription ($runId: ID!) { importProgress(runId: $runId) { id version outcomesCsvUrl } }'

describe.each(transportNames)('over %s', (transport) => {
  const subscribe = (token: string, query: string, variables: Record<string, unknown> = {}) =>
    openStream(app.url, { query, variables }, run, { token, transport })

  it('everybody receives their own runs with the fields that they selected, whatever others subscribe to', async () => {
    const [own, other, bobs] = runs
    const reader = (await createToken(app.pool, ann.userId, { scopes: ['READ'] })).token
    const expected: [Stream<Run>, string[], string[]][] = []
    const add = async (ids: (string | undefined)[], keys: string[], ...subscription: Parameters<typeof subscribe>) => {
      expected.push([await subscribe(...subscription), ids.filter((id) => id !== undefined), keys])
    }
    // Twice, so that each is shared.
    for (let round = 0; round < 2; round++) {
      for (const token of [ann.token, reader]) {
        await add([own], ['id', 'version', 'kind'], token, progress, { runId: own, withKind: true })
        await add([own], ['id', 'version', 'kind'], token, progress, { withKind: true, runId: own })
        await add([own], ['id', 'version'], token, progress, { runId: own, withKind: false })
        await add([other], ['id', 'version', 'kind'], token, progress, { runId: other, withKind: true })
        await add([own, other], ['id', 'version'], token, activity)
      }
      await add([bobs], ['id', 'version', 'kind'], bob.token, progress, { runId: bobs, withKind: true })
      await add([bobs], ['id', 'version'], bob.token, activity)
    }
    const versions = new Map<string, number>()
    for (let round = 0; round < 3; round++) {
      for (const [stream, ids, keys] of expected) {
        const events = []
        while (events.length < ids.length) events.push(await stream.next())
        expect(events.map((event) => event?.id).toSorted()).toEqual(ids.toSorted())
        for (const event of events) {
          expect(Object.keys(event ?? {})).toEqual(keys)
          const { id = '', version = 0 } = event ?? {}
          expect(version).toBe(versions.get(id) ?? version)
          versions.set(id, version)
        }
      }
      for (const [id, version] of versions) versions.set(id, version + 1)
      await change(runs)
    }
    for (const [stream] of expected) stream.close()
  })

  it('a subscription to the run of somebody else fails while its owner watches it', async () => {
    const variables = { runId: runs[0], withKind: true }
    const owners = await subscribe(ann.token, progress, variables)
    await owners.next()
    const strangers = await subscribe(bob.token, progress, variables)
    await expect(strangers.next()).rejects.toThrow('RUN_NOT_FOUND')
    await change(runs)
    expect(await owners.next()).toMatchObject({ id: runs[0] })
    expect(await strangers.next()).toBeUndefined()
    owners.close()
    strangers.close()
  })

  it('each subscriber gets a link signed for its own token', async () => {
    const other = await createToken(app.pool, ann.userId)
    const streams = []
    for (const token of [ann.token, ann.token, other.token])
      streams.push(await subscribe(token, link, { runId: runs[0] }))
    for (let round = 0; round < 2; round++) {
      const urls = []
      for (const stream of streams) urls.push(new URL((await stream.next())?.outcomesCsvUrl ?? ''))
      expect(urls.map(({ searchParams }) => searchParams.get('tokenId'))).toEqual(
        [ann.tokenId, ann.tokenId, other.id].map(String),
      )
      await change(runs)
    }
    for (const stream of streams) stream.close()
  })

  it('a late subscriber gets the current run, and then what the others get', async () => {
    const variables = { runId: runs[0], withKind: false }
    const early = await subscribe(ann.token, progress, variables)
    const { version = 0 } = (await early.next()) ?? {}
    await change(runs)
    expect(await early.next()).toMatchObject({ version: version + 1 })
    const late = await subscribe(ann.token, progress, variables)
    expect(await late.next()).toMatchObject({ version: version + 1 })
    await change(runs)
    for (const stream of [early, late]) expect(await stream.next()).toMatchObject({ version: version + 2 })
    early.close()
    late.close()
  })

  it('revoking a token ends its subscriptions at once, and those of the same operation with other tokens go on', async () => {
    const variables = { runId: runs[0], withKind: false }
    const revoked = await createToken(app.pool, ann.userId)
    const [leaving, staying] = [
      await subscribe(revoked.token, progress, variables),
      await subscribe(ann.token, progress, variables),
    ]
    for (const stream of [leaving, staying]) await stream.next()
    await revokeToken(app.pool, revoked.token)
    await expect(leaving.next()).rejects.toThrow('cut')
    await change(runs)
    expect(await staying.next()).toMatchObject({ id: runs[0] })
    staying.close()
  })
})

it('every field that returns a link which works without a token is marked, so that no subscription with it is shared', () => {
  const marked = []
  const described = []
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const { name, description, extensions } of Object.values(type.getFields())) {
      if (extensions['isSignedLink'] === true) marked.push(`${type.name}.${name}`)
      if (description?.includes('The link works without a token')) described.push(`${type.name}.${name}`)
    }
  }
  expect(marked).toEqual(described)
  expect(marked).toContain('ImportRun.outcomesCsvUrl')
})
