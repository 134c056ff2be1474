import { expect, it } from 'vitest'
import { openSocket } from '../../support/sockets.ts'
import { startStandIn } from '../stand-in.ts'

it.each(['completes them', 'closes the socket'])('begins no waiting operations of a client that %s', async (end) => {
  const server = await startStandIn()
  const token = await server.signUp()
  const socket = await openSocket(server.url, { token })
  await socket.next()

  const ids = Array.from({ length: 60 }, (_, at) => String(at))
  for (const id of ids) socket.send({ id, type: 'subscribe', payload: { query: `{ mark(literal: "${id}") }` } })
  if (end === 'closes the socket') socket.close()
  else for (const id of ids) socket.send({ id, type: 'complete' })

  // Operations of a sender begin in the order in which they arrive.
  const other = await openSocket(server.url, { token })
  expect(await other.subscribe({ query: '{ mark(literal: "last") }' }).next()).toMatchObject({ type: 'next' })
  expect(server.marks).toContain('last')
  expect(server.marks.size).toBeLessThan(40)
})
