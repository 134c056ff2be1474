import { expect, it } from 'vitest'
import { idempotency } from '../../torture/scenarios/idempotency.ts'
import { model } from '../../torture/scenarios/model.ts'
import { parallel } from '../../torture/scenarios/parallel.ts'
import { expectHolds } from '../support/environment.ts'

const patience = 120_000

it('charges imports of one account that run at once for what lands and nothing else, where a naive import fails', {
  timeout: patience,
}, async () => {
  const figures = await expectHolds(parallel)
  expect(figures['landed']).toBe(figures['charged'])
  expect(figures).toMatchObject({ charged: 144, lowestBalance: 0, deadlocks: 0, refused: expect.any(Number) })
  expect(figures['naiveBalance']).toBeLessThan(0)
})

it('keeps the ledger as a model of a few lines has it, whatever happens in whatever order', {
  timeout: patience,
}, async () => {
  const figures = await expectHolds(model)
  expect(figures['sequences']).toBeGreaterThanOrEqual(12)
  expect(figures['blows']).toBeGreaterThan(0)
})

it('starts one import for all calls with one key, also after a server died before it could answer', {
  timeout: patience,
}, async () => {
  expect(await expectHolds(idempotency)).toEqual({
    ...{ calls: 90, runs: 3, replays: 87, conflicts: 3 },
    ...{ crashes: 1, firstAnswers: 1 },
  })
})
