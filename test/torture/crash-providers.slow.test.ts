import { expect, it } from 'vitest'
import { crashEnrichment } from '../../torture/scenarios/crash-enrichment.ts'
import { crashSalesNav } from '../../torture/scenarios/crash-sales-nav.ts'
import { crashWebhooks } from '../../torture/scenarios/crash-webhooks.ts'
import { expectHolds } from '../support/environment.ts'

it('a search whose workers are killed resumes, and each person is imported and charged once', async () => {
  expect(await expectHolds(crashSalesNav)).toMatchObject({ kills: 1 })
})

it('an enrichment whose workers are killed resumes, and every company is accounted for', async () => {
  expect(await expectHolds(crashEnrichment)).toMatchObject({ kills: 1 })
})

it('webhooks whose workers are killed get every event once or more, and each event has one delivery', async () => {
  expect(await expectHolds(crashWebhooks)).toMatchObject({ kills: 1, deliveries: 120 })
})
