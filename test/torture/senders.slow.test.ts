import { describe, expect, it } from 'vitest'
import { halfSentBodies } from '../../torture/scenarios/half-sent-bodies.ts'
import { hostileRequests } from '../../torture/scenarios/hostile-requests.ts'
import { quotas } from '../../torture/scenarios/quotas.ts'
import { revokedToken } from '../../torture/scenarios/revoked-token.ts'
import { slowWorkbooks } from '../../torture/scenarios/slow-workbooks.ts'
import { unfinishedRequests } from '../../torture/scenarios/unfinished-requests.ts'
import { expectHolds } from '../support/environment.ts'

describe('hostile senders', () => {
  it('requests of any shape leave the server answering others, and are answered briefly', async () => {
    expect(await expectHolds(hostileRequests)).toMatchObject({ requests: 254 })
  })

  it('large bodies that a user leaves half sent delay those of others by seconds at most', async () => {
    expect(await expectHolds(halfSentBodies)).toMatchObject({ bodies: 4 })
  })

  it('an address without a token can leave a limited number of requests unfinished, for half a minute', async () => {
    expect(await expectHolds(unfinishedRequests)).toMatchObject({ refused: 50, held: 100 })
  })

  it('slow workbooks of one user leave those of others be', async () => {
    expect(await expectHolds(slowWorkbooks)).toMatchObject({ copies: 4 })
  })

  it('uploads beyond the quota are refused and leave other users alone', async () => {
    const { uploads, stored } = await expectHolds(quotas)
    expect(uploads).toBe(6)
    // Three fit, but those that arrive at the same time count before they are complete.
    expect([1, 2, 3]).toContain(stored)
  })

  it('a token that is revoked while bodies arrive writes nothing', async () => {
    expect(await expectHolds(revokedToken)).toMatchObject({ requests: 8, written: 0 })
  })
})
