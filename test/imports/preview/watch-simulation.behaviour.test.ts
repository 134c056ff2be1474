import { expect, it } from 'vitest'
import { simulateImport } from '../../../src/imports/preview/simulate.ts'
import { watchSimulation } from '../../../src/imports/preview/watch-simulation.ts'
import type { PageCounts } from '../../../src/imports/verdicts/decision.ts'
import { bytesOf } from '../../../src/uploads/encoding/text.ts'
import { stageUpload } from '../../../src/uploads/stage.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { people } from '../../support/runs.ts'
import { openSocket } from '../../support/sockets.ts'

const app = await startTestApp({ pageSize: 2 })
const deps = { ...app, config: { pageSize: 2 } }
const simulate = { dataType: 'PEOPLE', personMapping: { fullName: 'fullName', email: 'email' } } as const

const document = `subscription ($input: ImportSimulationInput!) {
  importSimulation(input: $input) {
    counts { total processed }
    simulation { rows isComplete creditsNeeded counts { imported merged invalid } }
  }
}`

/** How many rows of the file have a result. */
function processed({ imported, merged, invalid }: PageCounts): number {
  return imported + merged + invalid
}

async function stage(rows: number, credits = 100) {
  const importer = await createImporter(app, credits)
  const upload = await stageUpload(app, importer.userId, { fileName: null, content: bytesOf(people(rows)) })
  return { ...importer, upload }
}

async function eventsOf(token: string, input: object) {
  const socket = await openSocket(app.wsUrl, { token })
  const events = []
  for await (const event of socket.subscribe({ query: document, variables: { input } })) events.push(event)
  socket.close()
  return events
}

it('a simulation reports its counts before the first row and after each page', async () => {
  const { userId, upload } = await stage(10)
  const shares: number[] = []
  const { counts } = await simulateImport(deps, userId, upload, simulate, {
    onProgress: ({ total, ...counts }) => shares.push(processed(counts) / total),
  })
  expect(processed(counts)).toBe(10)
  expect(shares).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
})

it('its last event has the result, and the stream then completes', async () => {
  const { token, upload } = await stage(10)
  const events = await eventsOf(token, { uploadId: upload.id, simulate })
  expect(events.at(-1)).toEqual({
    data: {
      importSimulation: {
        counts: { total: 10, processed: 10 },
        simulation: { rows: 10, isComplete: true, creditsNeeded: 8, counts: { imported: 8, merged: 1, invalid: 1 } },
      },
    },
  })
  expect(events.slice(0, -1).every(({ data }) => JSON.stringify(data).includes('"simulation":null'))).toBe(true)
})

it('it says why a simulation is refused', async () => {
  const { token, upload } = await stage(2)
  const uploadId = upload.id
  const nobody = { dataType: 'PEOPLE', personMapping: { title: 'email' } }
  expect(await eventsOf(token, { uploadId, simulate: nobody })).toMatchObject([
    { errors: [{ extensions: { code: 'INVALID_MAPPING', column: null } }] },
  ])
  const unknown = { dataType: 'PEOPLE', personMapping: { email: 'Mail' } }
  expect(await eventsOf(token, { uploadId, simulate: unknown })).toMatchObject([
    { errors: [{ extensions: { code: 'INVALID_MAPPING', field: 'email', column: 'Mail' } }] },
  ])
})

it('a simulation stops when its stream is left', async () => {
  const { userId, upload } = await stage(10)
  const left = new AbortController()
  const pages: number[] = []
  const simulating = simulateImport(deps, userId, upload, simulate, {
    signal: left.signal,
    onProgress: (counts) => {
      pages.push(processed(counts))
      if (processed(counts) === 4) left.abort()
    },
  })
  await expect(simulating).rejects.toThrow('aborted')
  expect(pages).toEqual([0, 2, 4])

  const states = watchSimulation(deps, userId, upload.id, simulate)
  await states.next()
  await states.return()
  expect(await states.next()).toEqual({ done: true, value: undefined })
  // The next one doesn't wait for the rest of it.
  expect((await simulateImport(deps, userId, upload, simulate)).rows).toBe(10)
})

it.each([
  ['of one user delay that user only', 1],
  ['of large files delay no small one', 5_001],
])('simulations %s', async (_what, rows) => {
  const isLarge = rows > 5_000
  const [busy, second, other] = await Promise.all([stage(rows), stage(rows), stage(1)])
  const order: string[] = []
  const start = async (name: string, { userId, upload }: typeof busy) => {
    await simulateImport({ ...deps, config: { pageSize: 1_000 } }, userId, upload, simulate)
    order.push(name)
  }
  const many = Array.from({ length: 5 }, () => start('many', isLarge ? second : busy))
  await Promise.all([start('many', busy), ...many, start('other', other)])
  expect(order.indexOf('other')).toBeLessThan(order.length - 2)
})
