import { beforeEach, expect, it } from 'vitest'
import { keyVersion } from '../../../src/identity/key-version.ts'
import { findUpgrade } from '../../../src/imports/upgrade-keys/upgrade-keys.sql.ts'
import { upgradeKeys } from '../../../src/imports/upgrade-keys/upgrade-keys.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

const app = await startTestApp()
let importer: Importer

beforeEach(async () => {
  importer = await createImporter(app)
})

/** Gives everything that an owner has the keys that older rules might have computed. */
async function outdate(ownerId: number): Promise<void> {
  await app.pool.query(
    "UPDATE list_rows SET email_key = 'old ' || id, name_key = 'old', name_company_key = NULL, held = 0, country_key = NULL WHERE owner_id = $1",
    [ownerId],
  )
  await app.pool.query("UPDATE company_rows SET domain_key = 'old ' || id, name_key = 'old' WHERE owner_id = $1", [
    ownerId,
  ])
  await app.pool.query('UPDATE users SET key_version = $2 WHERE id = $1', [ownerId, keyVersion - 1])
}

async function keysOf(ownerId: number) {
  const people = await app.pool.query(
    'SELECT email_key, name_key, name_company_key, held, country_key FROM list_rows WHERE owner_id = $1 ORDER BY id',
    [ownerId],
  )
  const companies = await app.pool.query(
    'SELECT domain_key, name_key, city_key FROM company_rows WHERE owner_id = $1 ORDER BY id',
    [ownerId],
  )
  return { people: people.rows, companies: companies.rows }
}

const people = [
  'fullName,email,companyName,companyDomain,country',
  'Ada Byron,ada@acme.com,Acme,acme.com,France',
  'Sam Ford,sam@umbra.com,Umbra,,',
  'Tim Berg,,Lux,lux.com,Peru',
  '',
].join('\n')

it('new users have the keys of this version', async () => {
  expect(await findUpgrade(app.pool, importer.userId)).toBeNull()
})

it('the stored keys become those that an import computes, page by page', async () => {
  await importer.importCsv(people)
  await importer.importCsv(people, { skipExistingCustomers: false })
  const before = await keysOf(importer.userId)
  await outdate(importer.userId)
  await upgradeKeys(app.pool, importer.userId, new AbortController().signal, 2)
  expect(await keysOf(importer.userId)).toEqual(before)
  expect(await findUpgrade(app.pool, importer.userId)).toBeNull()
})

it('an upgrade that was interrupted continues where it stopped', async () => {
  await importer.importCsv(people)
  const before = await keysOf(importer.userId)
  await outdate(importer.userId)
  let pages = 0
  const signal = {
    throwIfAborted: () => {
      if (++pages > 2) throw new Error('stopped')
    },
  } as AbortSignal
  await expect(upgradeKeys(app.pool, importer.userId, signal, 2)).rejects.toThrow('stopped')
  expect(await findUpgrade(app.pool, importer.userId)).toMatchObject({ table: 'company_rows' })
  await upgradeKeys(app.pool, importer.userId, new AbortController().signal, 2)
  expect(await keysOf(importer.userId)).toEqual(before)
})

it("an owner's import waits for the upgrade", async () => {
  const { listId } = await importer.importCsv(people)
  await outdate(importer.userId)
  const { counts } = await importer.importCsv(people, { listId })
  expect(counts).toMatchObject({ imported: 0, merged: 3 })
})

it('of two companies that get one domain, the younger keeps its text and loses the key', async () => {
  const { listId } = await importer.importCsv('name,domain\nAcme,acme.com\nUmbra,umbra.com\n', {
    dataType: 'COMPANIES',
  })
  await app.pool.query("UPDATE company_rows SET domain = 'shop.acme.com' WHERE owner_id = $1 AND name = 'Umbra'", [
    importer.userId,
  ])
  await outdate(importer.userId)
  await upgradeKeys(app.pool, importer.userId, new AbortController().signal)
  expect((await keysOf(importer.userId)).companies).toMatchObject([{ domain_key: 'acme.com' }, { domain_key: null }])
  const { counts, companies } = await importer.importCsv('name,industry\nUmbra,Toys\n', {
    dataType: 'COMPANIES',
    listId,
  })
  expect(counts).toMatchObject({ merged: 1, updated: 1 })
  expect(companies[1]).toMatchObject({ domain: 'shop.acme.com', industry: 'Toys' })
})

it('two people who get one key are possible duplicates, and a row with it matches the older', async () => {
  const { listId } = await importer.importCsv('fullName,email\nAda Byron,ada@acme.com\nAda King,ada.king@acme.com\n')
  await app.pool.query("UPDATE list_rows SET email = 'Ada@Acme.com' WHERE owner_id = $1 AND full_name = 'Ada King'", [
    importer.userId,
  ])
  await outdate(importer.userId)
  await upgradeKeys(app.pool, importer.userId, new AbortController().signal, 1)
  const { list } = await importer.query<{ list: unknown }>(
    `query ($listId: ID!) {
      list(id: $listId) { possibleDuplicates { nodes { a { fullName } b { fullName } reason } } }
    }`,
    { listId },
  )
  expect(list).toEqual({
    possibleDuplicates: {
      nodes: [{ a: { fullName: 'Ada Byron' }, b: { fullName: 'Ada King' }, reason: 'SAME_EMAIL' }],
    },
  })
  const { rows } = await importer.importCsv('email,title\nada@acme.com,Countess\n', { listId })
  expect(rows).toMatchObject([{ fullName: 'Ada Byron', title: 'Countess' }, { fullName: 'Ada King' }])
})

it('of two entries of the block list that name one company, the younger loses its keys', async () => {
  await importer.query(
    'mutation { blockCompanies(input: { entries: [{ domain: "acme.com" }, { domain: "umbra.com", name: "Umbra" }] }) { __typename } }',
  )
  await app.pool.query("UPDATE blocked_companies SET domain = 'www.acme.com' WHERE owner_id = $1 AND name = 'Umbra'", [
    importer.userId,
  ])
  await outdate(importer.userId)
  await upgradeKeys(app.pool, importer.userId, new AbortController().signal)
  const { rows } = await app.pool.query(
    'SELECT domain, domain_key FROM blocked_companies WHERE owner_id = $1 ORDER BY seq',
    [importer.userId],
  )
  expect(rows).toEqual([
    { domain: 'acme.com', domain_key: 'acme.com' },
    { domain: 'www.acme.com', domain_key: null },
  ])
})
