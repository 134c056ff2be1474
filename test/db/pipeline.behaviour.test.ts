import type pg from 'pg'
import { expect, test } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import { copyInto } from '../../src/db/copy.ts'
import { pipelined } from '../../src/db/pipeline.ts'
import { createDatabase } from '../support/database.ts'

const { pool } = await createDatabase()

async function divide(client: pg.ClientBase, divisor: number): Promise<number> {
  const { rows } = await client.query<{ result: number }>('SELECT 60 / $1::int AS result', [divisor])
  return rows[0]?.result ?? 0
}

test('each work gets its own result, and statements may follow from results', async () => {
  const results = await transaction(pool, (client) =>
    pipelined(client, [
      () => divide(client, 2),
      async () => await divide(client, await divide(client, 3)),
      () => divide(client, 5),
    ]),
  )
  expect(results).toEqual([30, 3, 12])
})

test('the error of the first work that fails is thrown once all have ended, and the connection stays usable', async () => {
  const client = await pool.connect()
  await client.query('CREATE TEMP TABLE numbers (number int)')
  let ended = 0
  const works = [1, 0, 2].map((divisor) => () => divide(client, divisor).finally(() => ended++))
  await expect(pipelined(client, works)).rejects.toThrow('division by zero')
  expect(ended).toBe(3)
  await copyInto(client, 'numbers', [{ name: 'number', read: (row: number) => row }], [1, 2])
  expect((await client.query('SELECT sum(number)::int AS sum FROM numbers')).rows).toEqual([{ sum: 3 }])
  client.release(true)
})
