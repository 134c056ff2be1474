import { expect, it } from 'vitest'
import { idempotency } from '../../torture/scenarios/idempotency.ts'
import { model } from '../../torture/scenarios/model.ts'
import { parallel } from '../../torture/scenarios/parallel.ts'
import { expectHolds } from '../support/environment.ts'

it('charges concurrent imports of one account only for what is imported; a naive import fails', async () => {
  const figures = await expectHolds(parallel)
  expect(figures['landed']).toBe(figures['charged'])
  expect(figures).toMatchObject({ charged: 144, lowestBalance: 0, deadlocks: 0, refused: expect.any(Number) })
  expect(figures['naiveBalance']).toBeLessThan(0)
})

it('keeps the credits, runs and lists equal to a small model in any sequence of events; deliberate faults are noticed', async () => {
  const figures = await expectHolds(model)
  expect(figures['sequences']).toBeGreaterThanOrEqual(24)
  for (const event of ['faults', 'companies', 'moved', 'copied', 'deleted', 'undone', 'removed', 'refunded']) {
    expect(figures[event], event).toBeGreaterThan(0)
  }
  expect(figures['mutants']).toBe(3)
})

it('starts one import for all calls with one key, even if a server died before it could respond', async () => {
  expect(await expectHolds(idempotency)).toEqual({
    ...{ calls: 90, runs: 3, replays: 87, conflicts: 3 },
    ...{ crashes: 1, firstAnswers: 1 },
  })
})
