import { describe, expect, it } from 'vitest'
import { crash } from '../../torture/scenarios/crash.ts'
import { crashEnrichment } from '../../torture/scenarios/crash-enrichment.ts'
import { crashSalesNav } from '../../torture/scenarios/crash-sales-nav.ts'
import { expectHolds } from '../support/environment.ts'

describe('killing and suspending workers at random moments', () => {
  it('an import whose workers are killed resumes, and each row is imported, counted and charged once, where a naive import fails', async () => {
    const figures = await expectHolds(crash)
    expect(figures).toMatchObject({
      kills: 1,
      'naive faults': expect.stringMatching(/its runs imported|the ledger says/),
    })
    expect(figures['naive kills']).toBeGreaterThan(0)
  }, 240_000)

  it('a search whose workers are killed resumes, and each person is imported and charged once', async () => {
    expect(await expectHolds(crashSalesNav)).toMatchObject({ kills: 1 })
  }, 240_000)

  it('an enrichment whose workers are killed resumes, and every company is accounted for', async () => {
    expect(await expectHolds(crashEnrichment)).toMatchObject({ kills: 1 })
  }, 240_000)
})
