import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { createPool } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'
import { createUser } from '../../src/users/users.ts'
import { databaseUrl, joinNodes } from '../../torture/harness/test-cluster.ts'
import { runHere } from '../support/commands.ts'
import { createEmptyDatabase } from '../support/database.ts'

const isCitus = inject('nodes').length > 1

it('says what is missing without the extension', async () => {
  const { url } = await createEmptyDatabase()
  const { stderr, ...rest } = await runHere(['distribute', '--json'], { DATABASE_URL: url })
  expect(rest).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toEqual({
    error: {
      code: 'DISTRIBUTION',
      message:
        'The database does not have the extension citus. Install Citus on every node, then run CREATE EXTENSION citus in this database on each.',
    },
  })
})

describe.runIf(isCitus)('with Citus', () => {
  /** Returns a database on every node that is not distributed, and its coordinator's URL. */
  async function createNodes() {
    const { url } = await createEmptyDatabase()
    const name = new URL(url).pathname.slice(1)
    return { url, databases: inject('nodes').map((node) => databaseUrl(node, name)) }
  }

  it('says which nodes are missing', async () => {
    const { url } = await createNodes()
    const client = new pg.Client(url)
    await client.connect()
    await client.query('CREATE EXTENSION citus')
    expect(await runHere(['distribute'], { DATABASE_URL: url })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('citus_set_coordinator_host'),
    })
    const { hostname, port } = new URL(url)
    await client.query('SELECT citus_set_coordinator_host($1, $2)', [hostname, Number(port)])
    await client.end()
    expect(await runHere(['distribute'], { DATABASE_URL: url })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('citus_add_node'),
    })
  })

  it('distributes a database with rows once, after a dry run that changes nothing', async () => {
    const { url, databases } = await createNodes()
    await joinNodes(databases)
    await migrate(url)
    const pool = createPool(url, 2, createLog({ logLevel: 'error', logFormat: 'json' }))
    const { id } = await createUser(pool, { email: 'a@example.com', name: 'A', credits: 7 })
    const run = (...args: string[]) => runHere(['distribute', ...args], { DATABASE_URL: url })
    const tables = async () => (await pool.query('SELECT FROM citus_tables')).rowCount ?? 0

    const planned = await run('--dry-run')
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("create_distributed_table('list_rows'") })
    expect(planned.stdout).toContain('Nothing was changed.')
    expect(await tables()).toBe(0)

    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('list_rows: distributed by owner_id\n'),
    })
    expect(await tables()).toBeGreaterThan(20)
    const { rows } = await pool.query('SELECT user_id AS id, balance FROM credit_accounts')
    expect(rows).toEqual([{ id, balance: 7 }])
    // Deletes what refers to the user on the workers, too.
    await pool.query('DELETE FROM users')
    expect((await pool.query('SELECT FROM credit_accounts')).rowCount).toBe(0)

    expect(await run()).toMatchObject({ code: 0, stdout: 'The database is already distributed.\n' })
    await pool.end()
  })
})
