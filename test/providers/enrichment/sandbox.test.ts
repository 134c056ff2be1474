import { expect, it } from 'vitest'
import { createCompanySandbox } from '../../../src/providers/enrichment/sandbox.ts'
import { ask, calm, describeProvider } from './contract.ts'

describeProvider('the sandbox', async (readyAfter) => createCompanySandbox({ readyAfter }))

it('the sandbox invents the same company for every spelling of its URL', async () => {
  const sandbox = createCompanySandbox({ readyAfter: 0 })
  const [first, second] = await ask(sandbox, [
    'https://www.linkedin.com/company/quarrybank-robotics',
    'http://de.linkedin.com/company/Quarrybank-Robotics/about?trk=x',
  ])
  expect(first?.data).toMatchInlineSnapshot(`
    {
      "city": "São Paulo",
      "country": "BR",
      "description": "Quarrybank Robotics works in food & beverages for customers in Brazil and beyond. It is invented, as are its customers.",
      "employeeCount": 22,
      "employeeRange": "11-50",
      "founded": 2001,
      "funding": null,
      "headquarters": "São Paulo, Brazil",
      "industry": "Food & beverages",
      "linkedinFollowers": 600,
      "logoUrl": null,
      "name": "Quarrybank Robotics",
      "specialties": [],
      "website": "https://www.quarrybank-robotics.example",
    }
  `)
  expect(second?.data).toEqual(first?.data)
})

it('a company with a numeric URL has no name', async () => {
  const [result] = await ask(createCompanySandbox({ readyAfter: 0 }), ['https://www.linkedin.com/company/10037'])
  expect(result?.data).toMatchObject({ name: null, website: 'https://www.company-10037.example' })
})

it('a sandbox snapshot is ready after a second', async () => {
  const sandbox = createCompanySandbox()
  const since = Date.now()
  await ask(sandbox, ['https://www.linkedin.com/company/acme'])
  expect(Date.now() - since).toBeGreaterThanOrEqual(1_000)
})

it('the snapshot id of a large batch takes a few kilobytes', async () => {
  const urls = Array.from({ length: 500 }, (_, at) => `https://www.linkedin.com/company/${at * 7_919}-company`)
  const id = await createCompanySandbox().trigger({ urls, hook: null, signal: calm() })
  expect(id.length).toBeLessThan(6_000)
})
