import { describe, expect, it } from 'vitest'
import { cancel } from '../../torture/scenarios/cancel.ts'
import { deletion } from '../../torture/scenarios/deletion.ts'
import { searchStorm } from '../../torture/scenarios/search-storm.ts'
import { stalled } from '../../torture/scenarios/stalled.ts'
import { subscriptionStorm } from '../../torture/scenarios/subscription-storm.ts'
import { expectHolds } from '../support/environment.ts'

describe('interference', () => {
  it('a subscriber that stops reading delays no one and costs almost no memory', async () => {
    expect(await expectHolds(stalled)).toMatchObject({ changes: 5_000, stalledClients: 4 })
  })

  it('a user who searches many times at once delays no other', async () => {
    expect(await expectHolds(searchStorm)).toMatchObject({ searches: 24 })
  })

  it('a user who subscribes many times at once delays no other', async () => {
    expect(await expectHolds(subscriptionStorm)).toMatchObject({ subscriptions: 200 })
  })

  it('a cancelled import has ended when the response arrives', async () => {
    expect(await expectHolds(cancel)).toMatchObject({ runs: 10, whilePaused: 1 })
  })

  it('a list or user deleted during an import stays deleted, and two imports into one list share its people', async () => {
    expect(await expectHolds(deletion)).toMatchObject({ pairs: 2, lists: 3, users: 4 })
  })
})
