import { randomUUID } from 'node:crypto'
import { beforeAll, expect, inject, it } from 'vitest'
import { createList } from '../../src/lists/create.ts'
import { createUser } from '../../src/users/users.ts'
import { createDatabase } from '../support/database.ts'
import { addCompany, addPeople } from '../support/leads.ts'

// The triggers that take the place of foreign keys of people and companies.

const database = await createDatabase()
const { pool } = database

let owner: number
let stranger: number
let listId: string
let companyId: bigint
beforeAll(async () => {
  owner = (await createUser(pool, { email: 'owner@example.com', name: 'Owner', credits: 0 })).id
  stranger = (await createUser(pool, { email: 'stranger@example.com', name: 'Stranger', credits: 0 })).id
  listId = await createList(pool, owner, 'List')
  companyId = await addCompany(database, owner, listId, { name: 'Acme' })
  await addPeople(database, owner, listId, [{ fullName: 'Ada', companyId }, { fullName: 'Bob' }])
})

const insertPerson = 'INSERT INTO list_rows (owner_id, list_id, company_id, source, held)'
const insertCompany = 'INSERT INTO company_rows (owner_id, list_id, source, imported_as_lead, technologies)'

it.each<[string, string, () => unknown[]]>([
  ['a person in no list', `${insertPerson} VALUES ($1, $2, NULL, 'CSV', 0)`, () => [owner, randomUUID()]],
  ["a person in another user's list", `${insertPerson} VALUES ($1, $2, NULL, 'CSV', 0)`, () => [stranger, listId]],
  ['a company in no list', `${insertCompany} VALUES ($1, $2, 'CSV', true, '{}')`, () => [owner, randomUUID()]],
  [
    'one person of several whose company does not exist',
    `${insertPerson} VALUES ($1, $2, $3, 'CSV', 0), ($1, $2, $3 + 1, 'CSV', 0)`,
    () => [owner, listId, companyId],
  ],
  ['moving people into no list', 'UPDATE list_rows SET list_id = $2 WHERE owner_id = $1', () => [owner, randomUUID()]],
  ['linking people to no company', 'UPDATE list_rows SET company_id = 0 WHERE owner_id = $1', () => [owner]],
  [
    'moving companies into no list',
    'UPDATE company_rows SET list_id = $2 WHERE owner_id = $1',
    () => [owner, randomUUID()],
  ],
  ['deleting a company that people name', 'DELETE FROM company_rows WHERE owner_id = $1', () => [owner]],
])('Postgres rejects %s', async (_what, statement, values) => {
  await expect(pool.query(statement, values())).rejects.toMatchObject({ code: '23503' })
})

it('Postgres rejects giving people to another user', async () => {
  const giving = pool.query('UPDATE list_rows SET owner_id = $2 WHERE owner_id = $1', [owner, stranger])
  // Citus refuses to move any row to another node.
  await expect(giving).rejects.toMatchObject({ code: inject('nodes').length === 1 ? '23503' : '0A000' })
})

it('deleting a list deletes its people and companies', async () => {
  const other = await createList(pool, owner, 'Other')
  const company = await addCompany(database, owner, other, { name: 'Other' })
  await addPeople(database, owner, other, [{ fullName: 'Eve', companyId: company }])
  await pool.query('DELETE FROM lists WHERE owner_id = $1 AND id = $2', [owner, other])
  const left = await pool.query(
    `SELECT (SELECT count(*)::int FROM list_rows) AS people, (SELECT count(*)::int FROM company_rows) AS companies`,
  )
  expect(left.rows).toEqual([{ people: 2, companies: 1 }])
})
