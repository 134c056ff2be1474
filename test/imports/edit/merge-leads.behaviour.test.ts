import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { createImporter } from '../../support/imports.ts'

const app = await startTestApp()

const people = `fullName,email,phone,linkedinUrl,companyName
Ada Byron,ada@acme.example,,,Acme
A. Byron,,12345678,linkedin.com/in/ada,
Ada B.,ada@acme.example,,linkedin.com/in/ada,
Ada Lovelace,lovelace@acme.example,,,Acme
Bob,bob@acme.example,,,
`

async function setUp() {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(people)
  return { importer, listId, ids: await idsIn(importer, listId) }
}

const selection = 'row { fullName email phone linkedinUrl custom { name value } company { name } editedAt }'

describe('mergeLeads', () => {
  it('fills the row that is kept, deletes the others, and settles the possible duplicates', async () => {
    const { importer, listId, ids } = await setUp()
    const pairs = () =>
      importer.query('query ($id: ID!) { list(id: $id) { rows { totalCount } possibleDuplicates { totalCount } } }', {
        id: listId,
      })
    expect(await pairs()).toEqual({ list: { rows: { totalCount: 4 }, possibleDuplicates: { totalCount: 1 } } })
    const input = { keepRowId: ids['A. Byron'], rowIds: [ids['Ada Byron'], ids['Ada Lovelace']] }
    expect(await mutate(importer, 'mergeLeads', input, selection)).toMatchObject({
      row: {
        ...{ fullName: 'A. Byron', email: 'ada@acme.example', phone: '12345678', linkedinUrl: 'linkedin.com/in/ada' },
        custom: [{ name: 'Other emails', value: 'lovelace@acme.example' }],
        ...{ company: { name: 'Acme' }, editedAt: expect.any(String) },
      },
    })
    expect(await pairs()).toEqual({ list: { rows: { totalCount: 2 }, possibleDuplicates: { totalCount: 0 } } })
    const again = await importer.importCsv('email\nada@acme.example\n', { listId })
    expect(again.counts).toMatchObject({ merged: 1, imported: 0 })
  })

  it('a pair with someone else names the row that is kept', async () => {
    const { importer, listId, ids } = await setUp()
    await mutate(importer, 'mergeLeads', { keepRowId: ids['Bob'], rowIds: [ids['A. Byron']] }, selection)
    const { list } = await importer.query<{ list: unknown }>(
      'query ($id: ID!) { list(id: $id) { possibleDuplicates { nodes { a { fullName } b { fullName } } } } }',
      { id: listId },
    )
    expect(list).toEqual({
      possibleDuplicates: { nodes: [{ a: { fullName: 'Ada Byron' }, b: { fullName: 'Bob' } }] },
    })
  })

  it('refuses no rows, the row itself, and a row of another list', async () => {
    const { importer, ids } = await setUp()
    const { listId } = await importer.importCsv('fullName\nEve\n', { skipExistingCustomers: false })
    const { Eve } = await idsIn(importer, listId)
    const keepRowId = ids['Bob']
    for (const [rowIds, __typename] of [
      [[], 'InvalidInputError'],
      [[keepRowId], 'InvalidInputError'],
      [[ids['A. Byron'], Eve], 'RowNotFoundError'],
    ]) {
      expect(await mutate(importer, 'mergeLeads', { keepRowId, rowIds }, selection)).toMatchObject({ __typename })
    }
    expect(Object.keys(await idsIn(importer, listId))).toEqual(['Eve'])
  })
})
