import { expect, it } from 'vitest'
import type { Scenario } from '../../torture/harness/scenario.ts'
import { disk } from '../../torture/scenarios/disk.ts'
import { listen } from '../../torture/scenarios/listen.ts'
import { postgres } from '../../torture/scenarios/postgres.ts'
import { stop } from '../../torture/scenarios/stop.ts'
import { expectHolds } from '../support/environment.ts'

it('keeps every promise when the server is stopped, or Postgres, the event connection or the disk fails', async () => {
  // They mostly wait for processes, so they run concurrently.
  const figures = await Promise.all([stop, postgres, listen, disk].map((scenario: Scenario) => expectHolds(scenario)))
  expect(Object.assign({}, ...figures)).toMatchObject({ signals: 2, embeddedDeaths: 1, 'simulated attempts': 5 })
})
