import { describe, expect, it } from 'vitest'
import { crash } from '../../torture/scenarios/crash.ts'
import { crashEnrichment } from '../../torture/scenarios/crash-enrichment.ts'
import { crashSalesNav } from '../../torture/scenarios/crash-sales-nav.ts'
import { expectHolds } from '../support/environment.ts'

describe('whose workers are killed and put to sleep at random moments', () => {
  it('an import goes on by itself, and each row lands, counts and is charged once; the naive way does not hold', async () => {
    const figures = await expectHolds(crash)
    expect(figures).toMatchObject({
      kills: 1,
      'naive faults': expect.stringMatching(/its runs imported|the ledger says/),
    })
    expect(figures['naive kills']).toBeGreaterThan(0)
  }, 240_000)

  it('a search goes on by itself, and each person lands and is charged once', async () => {
    expect(await expectHolds(crashSalesNav)).toMatchObject({ kills: 1 })
  }, 240_000)

  it('an enrichment goes on by itself, and every company is accounted for', async () => {
    expect(await expectHolds(crashEnrichment)).toMatchObject({ kills: 1 })
  }, 240_000)
})
