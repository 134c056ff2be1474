import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { createList } from '../../../src/lists/create.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { graphql, post } from '../../support/graphql.ts'
import { openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'

let app: TestApp
let [token, id] = ['', '']
beforeAll(async () => {
  app = await startTestApp({ role: 'api', poolSize: 4, readTimeout: 1_000 })
  const user = await app.createUser()
  token = user.token
  id = await createList(app.pool, user.userId, 'Leads')
})

const stopped = { message: expect.stringMatching(/^Reading took too long and was stopped\./), code: 'READ_TIMEOUT' }
const refused = { errors: [{ message: stopped.message, extensions: { code: stopped.code } }] }

describe('while a table is locked', () => {
  let holder: pg.PoolClient
  const lock = async (table: string) => {
    holder = await app.pool.connect()
    await holder.query(`BEGIN; LOCK TABLE ${table}`)
  }
  const unlock = async () => {
    await holder.query('ROLLBACK')
    holder.release()
  }

  it.each([
    ['Prisma', 'lists', '{ lists(first: 1) { nodes { id } } }'],
    ['SQL', 'list_rows', '{ lists(first: 1) { nodes { rows { nodes { id } } } } }'],
    ['a search', 'list_rows', '{ lists(first: 1) { nodes { rows(filter: { search: "ada" }) { totalCount } } } }'],
  ])('a query that reads it with %s is stopped and says what to do', async (_what, table, query) => {
    await lock(table)
    try {
      expect((await post(app.url, { query }, token)).body).toMatchObject(refused)
    } finally {
      await unlock()
    }
    expect((await post(app.url, { query }, token)).body).not.toHaveProperty('errors')
  })

  it('so is a request to the REST API', async () => {
    await lock('lists')
    const response = await fetch(`${app.origin}/api/lists/${id}`, { headers: { authorization: `Bearer ${token}` } })
    await unlock()
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'READ_TIMEOUT' })
  })

  it('so is the start of a subscription', async () => {
    const socket = await openSocket(app.url, { token })
    await lock('import_runs')
    const event = await socket.subscribe({ query: 'subscription { importActivity { id } }' }).next()
    await unlock()
    expect(event?.payload).toMatchObject(refused)
    socket.close()
  })

  it('a mutation waits for as long as it takes', async () => {
    await lock('lists')
    const renaming = graphql(app.url, token)(
      'mutation ($id: ID!) { renameList(input: { listId: $id, name: "Renamed" }) { __typename } }',
      { id },
    )
    await waitFor(async () => {
      const { rows } = await app.pool.query<{ waiting: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND clock_timestamp() - query_start > interval '1100 ms') AS waiting`,
      )
      return rows[0]?.waiting === true
    })
    await unlock()
    expect(await renaming).toMatchObject({ renameList: { __typename: 'RenameListPayload' } })
  })
})

it('work outside of requests has no limit on the same connections', async () => {
  const { rows } = await app.pool.query<{ timeout: string }>(`SELECT current_setting('statement_timeout') AS timeout`)
  expect(rows).toEqual([{ timeout: '0' }])
})
