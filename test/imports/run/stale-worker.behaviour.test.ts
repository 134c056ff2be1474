import { expect, it } from 'vitest'
import { ProviderBusyError } from '../../../src/errors.ts'
import { retryRun, takeRun } from '../../../src/imports/run/lifecycle.ts'
import { retryLater } from '../../../src/imports/run/pause.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { people, startImport } from '../../support/runs.ts'

const app = await startTestApp({ role: 'api' })

/** A run in the hands of a worker, and then of another one unless the first is `alone`. */
async function claim({ alone = false } = {}) {
  const { runId } = await startImport(await createImporter(app), people(10))
  const first = await takeRun(app.pool, runId)
  if (first === null) throw new Error('The run is over.')
  if (!alone) await takeRun(app.pool, runId)
  const read = async () =>
    (await app.pool.query('SELECT status::text, claimed, failures FROM import_runs WHERE id = $1', [runId])).rows[0]
  return { first, read }
}

it('failed attempts of a worker that was given up for dead do not count against the one that has taken over', async () => {
  const { first, read } = await claim()
  for (let attempt = 0; attempt < 5; attempt++) await retryRun(app.pool, first)
  await retryLater(app.pool, first, new ProviderBusyError('Too many requests.', 1_000))
  expect(await read()).toEqual({ status: 'RUNNING', claimed: true, failures: 0 })
})

it('a failed attempt counts, also after a page whose commit got no answer', async () => {
  const { first, read } = await claim({ alone: true })
  await app.pool.query('UPDATE import_runs SET page = page + 1, version = version + 1 WHERE id = $1', [first.id])
  await retryRun(app.pool, first)
  expect(await read()).toEqual({ status: 'RUNNING', claimed: false, failures: 1 })
})
