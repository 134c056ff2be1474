import { expect, it, vi } from 'vitest'
import { prepareOperation } from '../../../src/server/graphql/prepare-operation.ts'
import { openSocket } from '../../support/sockets.ts'
import { startStandIn } from '../stand-in.ts'

vi.mock('../../../src/server/graphql/prepare-operation.ts', { spy: true })

it.each(['completes them', 'closes the socket'])('begins no waiting operations of a client that %s', async (end) => {
  const server = await startStandIn()
  const token = await server.signUp()
  const socket = await openSocket(server.url, { token })
  await socket.next()
  const begun = () => vi.mocked(prepareOperation).mock.calls.filter(([, , { query }]) => query.includes('unwanted'))
  vi.mocked(prepareOperation).mockClear()

  const ids = Array.from({ length: 60 }, (_, at) => `unwanted ${at}`)
  for (const id of ids) socket.send({ id, type: 'subscribe', payload: { query: `{ unwanted${id.slice(9)}: me }` } })
  if (end === 'closes the socket') socket.close()
  else for (const id of ids) socket.send({ id, type: 'complete' })

  // Operations of a sender begin in the order in which they arrive.
  const other = await openSocket(server.url, { token })
  expect(await other.subscribe({ query: '{ me }' }).next()).toMatchObject({ type: 'next' })
  expect(begun().length).toBeLessThan(40)
})
