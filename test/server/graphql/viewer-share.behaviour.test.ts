import { beforeAll, describe, expect, it } from 'vitest'
import { createList } from '../../../src/lists/create.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { graphql, post } from '../../support/graphql.ts'
import { addPeople } from '../../support/leads.ts'
import { countLockWaits } from '../../support/lock-waits.ts'
import { openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'

let app: TestApp
let [token, other, id] = ['', '', '']
beforeAll(async () => {
  app = await startTestApp({ role: 'api', poolSize: 6, readTimeout: 600_000 })
  const user = await app.createUser()
  token = user.token
  other = (await app.createUser()).token
  id = await createList(app.pool, user.userId, 'Large')
  await addPeople(app, user.userId, id, [{ fullName: 'Ada' }])
})

const query = (fields: string) =>
  `query ($id: ID!) { list(id: $id) { ${[1, 2, 3, 4, 5].map((i) => `rows${i}: ${fields}`).join(' ')} } }`
const searching = query('rows(filter: { search: "ada" }) { totalCount nodes { fullName } }')
const reading = query('rows { totalCount nodes { fullName } }')

/** Runs `work` while no statement can read people, until as many statements wait as may. */
async function whileReadsWait(statements: number, work: () => Promise<unknown>): Promise<void> {
  const holder = await app.pool.connect()
  try {
    await holder.query('BEGIN; LOCK TABLE list_rows')
    const working = work()
    await waitFor(async () => (await countLockWaits(holder)) === statements)
    expect(await graphql(app.url, other)('{ viewer { credits { balance } } }')).toBeDefined()
    expect(await countLockWaits(holder)).toBe(statements)
    await holder.query('COMMIT')
    await working
  } finally {
    holder.release(true)
  }
}

describe('another user is answered while one user', () => {
  it('sends eight operations with five searches each, of which two run at once', async () => {
    await whileReadsWait(2, async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => post(app.url, { query: searching, variables: { id } }, token)),
      )
      const found = { totalCount: 1, nodes: [{ fullName: 'Ada' }] }
      for (const { body } of answers) expect(body).toMatchObject({ data: { list: { rows1: found, rows5: found } } })
    })
  })

  it('reads more at once than there are connections, of which half are used', async () => {
    await whileReadsWait(3, () =>
      Promise.all(Array.from({ length: 4 }, () => post(app.url, { query: reading, variables: { id } }, token))),
    )
  })

  it('does the same over a WebSocket', async () => {
    await whileReadsWait(3, async () => {
      const socket = await openSocket(app.url, { token })
      const results = Array.from({ length: 4 }, () => socket.subscribe({ query: reading, variables: { id } }).next())
      expect(await Promise.all(results)).toHaveLength(4)
      socket.close()
    })
  })
})
