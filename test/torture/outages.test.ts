import { expect, it } from 'vitest'
import { disk } from '../../torture/disk.ts'
import { listen } from '../../torture/listen.ts'
import { postgres } from '../../torture/postgres.ts'
import type { Scenario } from '../../torture/scenario.ts'
import { stop } from '../../torture/stop.ts'
import { expectHolds } from '../support/world.ts'

it('keeps every promise when the server is told to stop, or its Postgres, its events or its disk fail', {
  timeout: 240_000,
}, async () => {
  // They wait for processes for most of the time, and may as well do so together.
  const figures = await Promise.all([stop, postgres, listen, disk].map((scenario: Scenario) => expectHolds(scenario)))
  expect(Object.assign({}, ...figures)).toMatchObject({ signals: 2, embeddedDeaths: 1, 'said attempts': 5 })
})
