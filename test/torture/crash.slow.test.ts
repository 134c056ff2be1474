import { expect, it } from 'vitest'
import { crash } from '../../torture/scenarios/crash.ts'
import { expectHolds } from '../support/environment.ts'

it('an import whose workers are killed resumes, and each row is imported, counted and charged once; a naive import fails', async () => {
  const figures = await expectHolds(crash)
  expect(figures).toMatchObject({
    kills: 1,
    'naive faults': expect.stringMatching(/its runs imported|the ledger says/),
  })
  expect(figures['naive kills']).toBeGreaterThan(0)
})
