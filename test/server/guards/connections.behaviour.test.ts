import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createEvents, reconnected } from '../../../src/events/pubsub.ts'
import { createLog } from '../../../src/log.ts'
import { Connections } from '../../../src/server/guards/connections.ts'
import { createToken, findToken, revokeToken } from '../../../src/users/tokens.ts'
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
    const { token } = await createToken(pool, user.id, { expiresAt })
    const viewer = await findToken(pool, token)
    return await new Promise((resolve) => {
      connections.add(new IncomingMessage(new Socket()), viewer, (reason) => {
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

it.each([
  [
    'the event of its revocation arrives',
    (transport: EventTarget, tokenId: number) =>
      transport.dispatchEvent(new CustomEvent('tokenRevoked', { detail: { tokenId } })),
  ],
  ['events were missed', (transport: EventTarget) => transport.dispatchEvent(new Event(reconnected))],
])(
  'closes a connection whose token was revoked while it was opened, when %s before it is added',
  async (_when, tell) => {
    const transport = new EventTarget()
    const connections = new Connections({
      client: pool,
      events: createEvents(transport),
      log,
      config: { connectionsPerUser: 1, trustedProxies: 0 },
    })
    const { token, id } = await createToken(pool, user.id)
    const viewer = await findToken(pool, token)
    await revokeToken(pool, token)
    tell(transport, id)
    const reason = new Promise((resolve) => connections.add(new IncomingMessage(new Socket()), viewer, resolve))
    expect(await reason).toBe('revoked')
    connections.add(new IncomingMessage(new Socket()), viewer, () => {})
    connections.close()
  },
)

it('limits the open connections of a user', () => {
  const connections = new Connections({
    client: pool,
    events: createEvents(new EventTarget()),
    log,
    config: { connectionsPerUser: 2, trustedProxies: 0 },
  })
  const viewer = { userId: user.id, tokenId: 0, scopes: [] }
  const add = () => connections.add(new IncomingMessage(new Socket()), viewer, () => {})
  const [leave] = [add(), add()]
  expect(add).toThrow('at most 2 open connections')
  leave()
  leave()
  add()
  expect(add).toThrow('at most 2 open connections')
  connections.close()
})
