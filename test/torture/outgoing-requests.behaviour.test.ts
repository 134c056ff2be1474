import diagnostics from 'node:diagnostics_channel'
import { beforeAll, expect, it } from 'vitest'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { urls } from '../../torture/scenarios/urls.ts'
import { expectHolds } from '../support/environment.ts'
import { type LinkedInApp, startLinkedInApp } from '../support/linkedin.ts'
import { createSearcher, fastPace, findPeople, searchFor } from '../support/searches.ts'
import { waitFor } from '../support/wait-for.ts'
import { whenOver } from '../support/when-over.ts'

let app: LinkedInApp
let providers: string[]
beforeAll(async () => {
  const companies = await startFakeBrightData({ readyAfter: 50 })
  whenOver(companies.stop)
  const brightData = { url: companies.url, apiKey: companies.apiKey }
  app = await startLinkedInApp({ ...fastPace, brightData, enrichmentPoll: 100 }, { find: findPeople })
  providers = [companies.url, app.fake.url]
})

it('URLs of other hosts are never accepted as a search', async () => {
  const { accepted } = await expectHolds(urls)
  expect(accepted).toBeGreaterThan(250)
})

// The fake providers run in this process too and call back through the proxy.
it('sends requests only to the configured providers, whatever URLs users enter', async () => {
  const asked = new Set<string>()
  const note = (message: unknown) => {
    const { request } = Object(message)
    if (typeof request?.origin === 'string') asked.add(request.origin)
  }
  diagnostics.subscribe('undici:request:create', note)
  const decoy = 'http://127.0.0.1:9'
  const searcher = await createSearcher(app)
  const csv = [
    'fullName,email,linkedinUrl,company.name,company.website,company.domain,company.linkedinUrl',
    `Ada,ada@a.example,${decoy}/in/ada,Acme,${decoy}/acme,127.0.0.1:9,https://www.linkedin.com/company/acme`,
    `Bo,bo@b.example,${decoy}/in/bo,Bolt,${decoy}/bolt,,${decoy}/company/bolt`,
  ].join('\n')
  const { listId, status } = await searcher.importCsv(csv, { name: `${decoy}/list` })
  expect(status).toBe('COMPLETED')
  expect(await searcher.ask({ url: `${decoy}/sales/search/people?query=(a)` })).toMatchObject({
    code: 'INVALID_SALES_NAV_URL',
  })
  const { runId } = await searcher.start(`${searchFor(3)}&next=${encodeURIComponent(decoy)}`)
  await searcher.end(runId)
  const idle = async () => (await app.prisma.enrichment.findFirst({ where: { listId } }))?.status === 'IDLE'
  await waitFor(idle)
  diagnostics.unsubscribe('undici:request:create', note)
  expect([...asked].toSorted()).toEqual([...providers, app.origin, app.config.publicUrl].toSorted())
})
