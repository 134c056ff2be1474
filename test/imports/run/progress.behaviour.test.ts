import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { createEvents, reconnected } from '../../../src/events/pubsub.ts'
import { RunProgress } from '../../../src/imports/run/progress.ts'
import { createLog } from '../../../src/log.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer } from '../../support/graphql.ts'
import { createImporter } from '../../support/imports.ts'
import { sample } from '../../support/property-runs.ts'
import {
  expectSound,
  finalCounts,
  holdPages,
  isOver,
  people,
  type RunSnapshot,
  readRun,
  startAndHold,
  startImport,
  watchActivity,
  watchRun,
} from '../../support/runs.ts'
import { openSocket } from '../../support/sockets.ts'
import { openStream, transportNames } from '../../support/streams.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp({ pageSize: 10 })

const statusOf = { query: 'subscription ($runId: ID!) { importProgress(runId: $runId) { status } }' }

async function running(importer: Awaited<ReturnType<typeof createImporter>>, runId: string): Promise<RunSnapshot> {
  await waitFor(async () => (await readRun(importer, runId)).status === 'RUNNING')
  return await readRun(importer, runId)
}

describe.each(sample(transportNames, 1))('importProgress over %s', (transport) => {
  it('importProgress sends the current run, then changes up to the exact end, at most ten per second', async () => {
    const importer = await createImporter(app)
    const release = await holdPages(app.pool, importer.userId)
    const { listId, runId } = await startImport(importer, people(500))
    const now = await running(importer, runId)
    const stream = await watchRun(app, importer.token, runId, transport)
    expect(await stream.next()).toEqual(now)
    expect(now).toMatchObject({ status: 'RUNNING', counts: { total: 500, processed: 0 } })

    const began = Date.now()
    await release()
    const events = await stream.upTo(() => false)
    expectSound([now, ...events])
    expect(events.length).toBeGreaterThan(1)
    expect(events.length).toBeLessThan((Date.now() - began) / 99 + 3)
    expect(events.at(-1)).toEqual({
      ...now,
      status: 'COMPLETED',
      version: expect.any(Number),
      page: 50,
      list: { id: listId, name: 'A list' },
      counts: { ...now.counts, ...finalCounts(500) },
    })
    expect(events.at(-1)).toEqual(await readRun(importer, runId))
    stream.close()
  })

  it('importProgress sends a late subscriber the current run and every later change', async () => {
    const importer = await createImporter(app)
    const { runId, release } = await startAndHold(app, importer, people(100))
    const early = await watchRun(app, importer.token, runId, transport)
    const seen = await early.upTo(({ counts }) => counts.processed > 0)
    const late = await watchRun(app, importer.token, runId, transport)
    const first = await late.next()
    expect(first).toEqual(await readRun(importer, runId))
    expect(first?.counts.processed).toBe(10)
    await release()
    const ends = await Promise.all([early.upTo(isOver), late.upTo(isOver)])
    expectSound([...seen, ...ends[0]])
    for (const end of ends) expect(end.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
    for (const stream of [early, late]) stream.close()
  })

  it('importProgress sends one event for a run that is over', async () => {
    const importer = await createImporter(app)
    const { runId } = await importer.importCsv(people(10))
    const stream = await watchRun(app, importer.token, runId, transport)
    expect(await stream.next()).toMatchObject({ id: runId, status: 'COMPLETED', counts: finalCounts(10) })
    expect(await stream.next()).toBeUndefined()
    stream.close()
  })

  it.each([
    ['unknown', async () => randomUUID()],
    ['malformed', async () => 'seven'],
    ['that of somebody else', async () => (await startImport(await createImporter(app), people(10))).runId],
  ])('importProgress fails with RUN_NOT_FOUND for a run id that is %s', async (_what, runId) => {
    const importer = await createImporter(app)
    const stream = await watchRun(app, importer.token, await runId(), transport)
    await expect(stream.next()).rejects.toThrow('RUN_NOT_FOUND')
    expect(await stream.next()).toBeUndefined()
    stream.close()
  })

  it('importProgress and importActivity require a token', async () => {
    const importer = await createImporter(app)
    const { runId } = await startImport(importer, people(10))
    for (const stream of [
      await watchRun(app, undefined, runId, transport),
      await watchActivity(app, undefined, transport),
    ]) {
      await expect(stream.next()).rejects.toThrow('UNAUTHENTICATED')
      expect(await stream.next()).toBeUndefined()
      stream.close()
    }
  })
})

it('keeps a socket usable after a subscription was rejected', async () => {
  const importer = await createImporter(app)
  const { runId } = await importer.importCsv(people(10))
  const socket = await openSocket(app.url, { token: importer.token })
  await socket.next()
  const refused = socket.subscribe({ ...statusOf, variables: { runId: randomUUID() } })
  expect(JSON.stringify(await refused.next())).toContain('RUN_NOT_FOUND')
  const accepted = socket.subscribe({ ...statusOf, variables: { runId } })
  expect(await accepted.next()).toMatchObject({ payload: { data: { importProgress: { status: 'COMPLETED' } } } })
  socket.close()
})

describe.each(sample(transportNames, 1))('importActivity over %s', (transport) => {
  it('importActivity sends current and later runs to their ends, no runs of other users, and does not complete', async () => {
    const importer = await createImporter(app, 5_000)
    const stranger = await createImporter(app)
    const { runId: before } = await importer.importCsv(people(10, 'before.example'))
    await endedAgo(before, 6 * 60_000)
    const release = await holdPages(app.pool, importer.userId)
    const first = await startImport(importer, people(100, 'first.example'))
    const now = await running(importer, first.runId)
    const stream = await watchActivity(app, importer.token, transport)
    const events = await stream.upTo(() => true)
    expect(events).toEqual([now])

    const second = await startImport(importer, people(100, 'second.example'))
    const others = await startImport(stranger, people(100))
    events.push(...(await stream.upTo(({ id }) => id === second.runId)))
    await release()
    const over = new Set<string>()
    events.push(...(await stream.upTo((run) => isOver(run) && over.add(run.id).size === 2)))
    await waitFor(async () => isOver(await readRun(stranger, others.runId)))
    const third = await startImport(importer, people(20, 'third.example'))
    events.push(...(await stream.upTo((run) => run.id === third.runId && isOver(run))))

    expectSound(events)
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set([first.runId, second.runId, third.runId]))
    for (const [{ runId }, count] of [
      [first, 100],
      [second, 100],
      [third, 20],
    ] as const) {
      const last = events.findLast(({ id }) => id === runId)
      expect(last).toMatchObject({ status: 'COMPLETED', counts: finalCounts(count) })
    }
    stream.close()
  })

  it('sends the runs that ended within the last five minutes, or since the given time up to seven days back', async () => {
    const importer = await createImporter(app, 5_000)
    const stranger = await createImporter(app)
    await stranger.importCsv(people(10))
    const [minute, hour, week, now] = [60_000, 3_600_000, 7 * 24 * 3_600_000, Date.now()]
    const ids = new Map<string, string>()
    for (const [name, ago] of Object.entries({
      older: week + hour,
      days: week - hour,
      hours: 2 * hour,
      minutes: minute,
    })) {
      const { runId } = await importer.importCsv(people(10, `${name}.example`), { name })
      await endedAgo(runId, ago, now)
      ids.set(runId, name)
    }
    const sent = async (since?: number) => {
      const release = await holdPages(app.pool, importer.userId)
      const { runId: last } = await startImport(importer, people(10, 'last.example'))
      await running(importer, last)
      const time = since === undefined ? undefined : new Date(since)
      const stream = await watchActivity(app, importer.token, transport, time)
      const events = await stream.upTo(({ id }) => id === last)
      stream.close()
      await release()
      await waitFor(async () => isOver(await readRun(importer, last)))
      await endedAgo(last, 2 * week)
      return events.filter(({ id }) => id !== last).map(({ id }) => ids.get(id))
    }
    expect(await sent()).toEqual(['minutes'])
    expect(await sent(now + hour)).toEqual(['minutes'])
    expect(await sent(now - minute / 2)).toEqual([])
    expect(await sent(now - 3 * hour)).toEqual(['hours', 'minutes'])
    expect(await sent(now - 2 * week)).toEqual(['days', 'hours', 'minutes'])
  })
})

it('sends at most the newest 1,000 runs of those that ended, and all that have not', async () => {
  const importer = await createImporter(app)
  const { runId: ended } = await importer.importCsv(people(10))
  const release = await holdPages(app.pool, importer.userId)
  const { runId: live } = await startImport(importer, people(10))
  await running(importer, live)
  const { rows: copies } = await app.pool.query<{ id: string }>(
    `INSERT INTO import_runs SELECT (copy).* FROM (
       SELECT jsonb_populate_record(run, jsonb_build_object('id', gen_random_uuid(), 'seq', n + (SELECT max(seq) FROM import_runs))) AS copy
       FROM import_runs AS run, generate_series(1, 1010) AS n WHERE run.id = $1 OFFSET 0) AS copies
     RETURNING id`,
    [ended],
  )
  const query = 'subscription ($since: DateTime) { importActivity(since: $since) { id } }'
  const stream = await openStream(
    app.url,
    { query, variables: { since: new Date(Date.now() - 3_600_000) } },
    z.object({ id: z.string() }),
    { token: importer.token },
  )
  const events = await stream.upTo(({ id }) => id === copies.at(-1)?.id)
  expect(events.map(({ id }) => id)).toEqual([live, ...copies.slice(10).map(({ id }) => id)])
  stream.close()
  await app.pool.query('DELETE FROM import_runs WHERE id = ANY($1)', [copies.map(({ id }) => id)])
  await release()
})

/** Sets back the time at which a run ended; in milliseconds. */
async function endedAgo(id: string, milliseconds: number, now = Date.now()): Promise<void> {
  await app.prisma.importRun.updateMany({ where: { id }, data: { finishedAt: new Date(now - milliseconds) } })
}

describe('a client that stops reading', () => {
  it.each([
    ['WebSocket', stalledSocket],
    ['SSE', stalledEvents],
  ])(
    'a client that stops reading over %s delays no one, and gets the end when it reads again',
    async (_transport, stall) => {
      const importer = await createImporter(app)
      const release = await holdPages(app.pool, importer.userId)
      const { runId } = await startImport(importer, people(100))
      const readOn = await stall(importer.token, runId)
      const stream = await watchRun(app, importer.token, runId)
      await release()
      const events = await stream.upTo(isOver)
      expect(events.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
      expect(await readOn()).toContain('"status":"COMPLETED"')
      stream.close()
    },
  )

  async function stalledSocket(token: string, runId: string): Promise<() => Promise<string>> {
    const socket = new WebSocket(app.wsUrl, 'graphql-transport-ws', { headers: bearer(token) })
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify({ type: 'connection_init' }))
    await new Promise((resolve) => socket.once('message', resolve))
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { ...statusOf, variables: { runId } } }))
    socket.pause()
    return async () => {
      let text = ''
      const complete = new Promise<void>((resolve) =>
        socket.on('message', (data) => {
          text += String(data)
          if (text.includes('"type":"complete"')) resolve()
        }),
      )
      socket.resume()
      await complete
      socket.close()
      return text
    }
  }

  async function stalledEvents(token: string, runId: string): Promise<() => Promise<string>> {
    const response = await fetch(app.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(token) },
      body: JSON.stringify({ ...statusOf, variables: { runId } }),
    })
    return () => response.text()
  }
})

describe('in another process than the worker', () => {
  async function twoProcesses(): Promise<{ api: TestApp; worker: TestApp }> {
    const api = await startTestApp({ role: 'api', pageSize: 10 })
    const worker = await startTestApp({ role: 'worker', pageSize: 10, databaseUrl: api.config.databaseUrl })
    return { api, worker }
  }

  async function deafen({ pool }: TestApp): Promise<void> {
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name LIKE 'leadstream events%' AND datname = current_database()`,
    )
    expect(rowCount).toBe(2)
  }

  it('a subscriber in another process than the worker sees each change, to the end', async () => {
    const { api } = await twoProcesses()
    const importer = await createImporter(api)
    const { runId, release } = await startAndHold(api, importer, people(100))
    const streams = await Promise.all(transportNames.map((name) => watchRun(api, importer.token, runId, name)))
    const begun = await Promise.all(streams.map((stream) => stream.upTo(({ counts }) => counts.processed > 0)))
    await release()
    for (const [at, stream] of streams.entries()) {
      const events = [...(begun[at] ?? []), ...(await stream.upTo(() => false))]
      expectSound(events)
      expect(begun[at]?.at(-1)).toMatchObject({ status: 'RUNNING', counts: { processed: 10 } })
      expect(events.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
      stream.close()
    }
  })

  it('a subscriber gets the end of its run and new runs after the event connection was lost', async () => {
    const { api } = await twoProcesses()
    const importer = await createImporter(api, 5_000)
    const release = await holdPages(api.pool, importer.userId)
    const { runId } = await startImport(importer, people(100))
    const progress = await watchRun(api, importer.token, runId)
    const activity = await watchActivity(api, importer.token)
    const before = [...(await progress.upTo(() => true)), ...(await activity.upTo(() => true))]
    expect(before.map(({ id }) => id)).toEqual([runId, runId])

    await deafen(api)
    const begun = await startImport(importer, people(20, 'deaf.example'))
    await release()
    const events = await progress.upTo(() => false)
    expect(events.at(-1)).toMatchObject({ id: runId, status: 'COMPLETED', counts: finalCounts(100) })
    const over = new Set<string>()
    expectSound(await activity.upTo((run) => isOver(run) && over.add(run.id).size === 2))
    expect(over).toEqual(new Set([runId, begun.runId]))
    for (const stream of [progress, activity]) stream.close()
  })

  it('a subscriber in another process sees a run start before its first row is imported', async () => {
    const api = await startTestApp({ role: 'api' })
    const importer = await createImporter(api)
    const release = await holdPages(api.pool, importer.userId)
    const { runId } = await startImport(importer, people(10))
    const stream = await watchRun(api, importer.token, runId)
    expect(await stream.next()).toMatchObject({ status: 'QUEUED', version: 1 })
    await startTestApp({ role: 'worker', databaseUrl: api.config.databaseUrl })
    expect(await stream.next()).toMatchObject({ status: 'RUNNING', version: 2, counts: { processed: 0 } })
    await release()
    expect((await stream.upTo(() => false)).at(-1)).toMatchObject({ status: 'COMPLETED' })
    stream.close()
  })
})

describe('when no event arrived for a while', () => {
  /** What watches runs in a process that hears nothing until it is told that it may have missed something. */
  function deafProgress() {
    const transport = new EventTarget()
    const log = createLog({ logLevel: 'fatal', logFormat: 'json' })
    const progress = new RunProgress({ prisma: app.prisma, events: createEvents(transport), log })
    return { progress, listenAgain: () => transport.dispatchEvent(new Event(reconnected)) }
  }

  it('a subscriber to a run gets its end even if no event arrives', async () => {
    const importer = await createImporter(app)
    const release = await holdPages(app.pool, importer.userId)
    const { runId } = await startImport(importer, people(50))
    const { progress, listenAgain } = deafProgress()
    const stream = await progress.watchRun(importer.userId, runId)
    expect((await stream.next()).value).toMatchObject({ imported: 0 })
    await release()
    await waitFor(async () => isOver(await readRun(importer, runId)))
    listenAgain()
    expect((await stream.next()).value).toMatchObject({ status: 'COMPLETED', imported: 40 })
    expect((await stream.next()).done).toBe(true)
    progress.close()
  })

  it('a subscriber to all runs gets a run that started before the newest one and was committed after it', async () => {
    const importer = await createImporter(app)
    const started = await app.pool.query("SELECT nextval(pg_get_serial_sequence('import_runs', 'seq')) AS seq")
    const { runId: newest } = await importer.importCsv(people(10))
    await endedAgo(newest, 6 * 60_000)
    const { progress, listenAgain } = deafProgress()
    const stream = await progress.watchOwner(importer.userId)
    const late = randomUUID()
    await app.pool.query(
      `INSERT INTO import_runs SELECT (jsonb_populate_record(run, jsonb_build_object('id', $2::text, 'seq', $3::text))).*
       FROM import_runs AS run WHERE id = $1`,
      [newest, late, started.rows[0].seq],
    )
    listenAgain()
    expect((await stream.next()).value).toMatchObject({ id: late, status: 'COMPLETED' })
    progress.close()
    expect((await stream.next()).done).toBe(true)
  })

  it('a subscriber to all runs gets the end of active runs and all new runs, but no earlier ones, even if no event arrives', async () => {
    const importer = await createImporter(app, 5_000)
    const { runId: before } = await importer.importCsv(people(10, 'before.example'))
    await endedAgo(before, 6 * 60_000)
    let release = await holdPages(app.pool, importer.userId)
    const running = await startImport(importer, people(50, 'running.example'))
    const { progress, listenAgain } = deafProgress()
    const stream = await progress.watchOwner(importer.userId)
    expect((await stream.next()).value).toMatchObject({ id: running.runId })
    await release()
    const missed = await importer.importCsv(people(10, 'missed.example'))
    await waitFor(async () => isOver(await readRun(importer, running.runId)))
    release = await holdPages(app.pool, importer.userId)
    const begun = await startImport(importer, people(10, 'begun.example'))
    listenAgain()
    const seen = []
    while (seen.length < 3) seen.push((await stream.next()).value)
    expect(new Map(seen.map((run) => [run?.id, run !== undefined && isOver(run)]))).toEqual(
      new Map([
        [running.runId, true],
        [missed.runId, true],
        [begun.runId, false],
      ]),
    )
    await release()
    progress.close()
    expect((await stream.next()).done).toBe(true)
  })
})
