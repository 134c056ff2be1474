import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createEvents } from '../../../src/events/pubsub.ts'
import { createLog } from '../../../src/log.ts'
import { Connections } from '../../../src/server/guards/connections.ts'
import { createToken } from '../../../src/users/tokens.ts'
import { createUser } from '../../../src/users/users.ts'
import { createDatabase } from '../../support/database.ts'

const { pool } = await createDatabase()
const user = await createUser(pool, { email: 'owner@example.com', name: 'Owner', credits: 0 })
const log = createLog({ logLevel: 'silent', logFormat: 'json' })

it('closes the connections of a token when it expires, and no others', async () => {
  const connections = new Connections({
    client: pool,
    events: createEvents(new EventTarget()),
    log,
    config: { connectionsPerUser: 10, trustedProxies: 0 },
  })
  const closed: string[] = []
  const openWith = async (name: string, expiresAt: Date | null): Promise<string> => {
    const { id: tokenId } = await createToken(pool, user.id, { expiresAt })
    return await new Promise((resolve) => {
      connections.add(new IncomingMessage(new Socket()), { userId: user.id, tokenId, scopes: ['ADMIN'] }, (reason) => {
        closed.push(name)
        resolve(reason)
      })
    })
  }
  const others = [openWith('for ever', null), openWith('for a day', new Date(Date.now() + 86_400_000))]
  expect(await openWith('for a moment', new Date(Date.now() + 500))).toBe('revoked')
  expect(closed).toEqual(['for a moment'])
  connections.close()
  expect(await Promise.all(others)).toEqual(['stopping', 'stopping'])
})
