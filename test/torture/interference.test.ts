import { describe, expect, it } from 'vitest'
import { cancel } from '../../torture/scenarios/cancel.ts'
import { deletion } from '../../torture/scenarios/deletion.ts'
import { stalled } from '../../torture/scenarios/stalled.ts'
import { expectHolds } from '../support/environment.ts'

describe('under interference', { timeout: 60_000 }, () => {
  it('nobody waits for a subscriber that never reads, nor does the memory', async () => {
    expect(await expectHolds(stalled)).toMatchObject({ changes: 5_000, stalledClients: 4 })
  })

  it('a cancelled import is over with the answer', async () => {
    const { runs, whilePaused, cancelledInMidImport } = await expectHolds(cancel)
    expect({ runs, whilePaused }).toEqual({ runs: 10, whilePaused: 1 })
    expect(cancelledInMidImport).toBeGreaterThan(0)
  })

  it('a deleted list or user stays away, and two imports into one list share its people', async () => {
    const { usersInMidRun } = await expectHolds(deletion)
    expect(usersInMidRun).toBeGreaterThan(0)
  })
})
