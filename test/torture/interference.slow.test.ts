import { describe, expect, it } from 'vitest'
import { cancel } from '../../torture/scenarios/cancel.ts'
import { deletion } from '../../torture/scenarios/deletion.ts'
import { searchStorm } from '../../torture/scenarios/search-storm.ts'
import { stalled } from '../../torture/scenarios/stalled.ts'
import { expectHolds } from '../support/environment.ts'

describe('interference', () => {
  it('a subscriber that stops reading delays no one and costs almost no memory', async () => {
    expect(await expectHolds(stalled)).toMatchObject({ changes: 5_000, stalledClients: 4 })
  })

  it('a user who searches many times at once delays no other', async () => {
    expect(await expectHolds(searchStorm)).toMatchObject({ searches: 24 })
  })

  it('a cancelled import has ended when the response arrives', async () => {
    const { runs, whilePaused, cancelledMidImport } = await expectHolds(cancel)
    expect({ runs, whilePaused }).toEqual({ runs: 10, whilePaused: 1 })
    expect(cancelledMidImport).toBeGreaterThan(0)
  })

  it('a list or user deleted during an import stays deleted, and two imports into one list share its people', async () => {
    const { usersWhileRunning } = await expectHolds(deletion)
    expect(usersWhileRunning).toBeGreaterThan(0)
  })
})
