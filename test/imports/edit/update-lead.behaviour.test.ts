import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

const app = await startTestApp()

const people = `fullName,email,title,companyName,companyDomain,linkedinUrl
Ann Archer,ann@acme.example,Boss,Acme,acme.example,linkedin.com/in/ann
Bob Baker,bob@acme.example,,Acme,acme.example,
Cid Cole,,,Globex,globex.example,
`

interface Updated {
  row: Record<string, unknown> & { updatedAt: string }
}

async function setUp(): Promise<{ importer: Importer; listId: string; runId: string; ids: Record<string, string> }> {
  const importer = await createImporter(app)
  const { listId, runId } = await importer.importCsv(people)
  return { importer, listId, runId, ids: await idsIn(importer, listId) }
}

function update(importer: Importer, input: Record<string, unknown>, selection = 'row { title updatedAt }') {
  return mutate<Updated>(importer, 'updateLead', input, selection)
}

describe('updateLead', () => {
  it('sets tidied values, empties others, and says when it was changed and by which run it was added', async () => {
    const { importer, ids, runId } = await setUp()
    const set = {
      title: ' Chief  of&nbsp;staff ',
      email: 'Ann <ann@new.example>',
      custom: [{ name: 'Region', value: 'EU' }],
    }
    const changed = await update(
      importer,
      { rowId: ids['Ann Archer'], set, clear: ['linkedinUrl'] },
      'row { fullName title email linkedinUrl custom { name value } editedAt updatedAt addedAt run { id } }',
    )
    expect(changed).toMatchObject({
      __typename: 'UpdateLeadPayload',
      row: {
        ...{ fullName: 'Ann Archer', title: expect.stringContaining('Chief'), email: 'ann@new.example' },
        ...{ linkedinUrl: null, custom: [{ name: 'Region', value: 'EU' }], run: { id: runId } },
        editedAt: expect.any(String),
      },
    })
    expect(changed.row['editedAt']).toBe(changed.row.updatedAt)
    const cleared = await update(
      importer,
      { rowId: ids['Ann Archer'], clear: ['custom.Region'] },
      'row { custom { name } }',
    )
    expect(cleared.row).toEqual({ custom: [] })
  })

  it('computes keys anew: later rows match the new values, not the old ones', async () => {
    const { importer, ids, listId } = await setUp()
    await update(importer, { rowId: ids['Cid Cole'], set: { email: 'cid@new.example', fullName: 'Sid Coal' } })
    const again = await importer.importCsv(
      'fullName,email,phone\nSomeone,cid@new.example,1234567\nCid Cole,other@new.example,\n',
      { listId },
    )
    expect(again.counts).toMatchObject({ merged: 1, imported: 1 })
    expect(again.rows.find(({ email }) => email === 'cid@new.example')).toMatchObject({
      fullName: 'Sid Coal',
      phone: '1234567',
    })
  })

  it.each([
    ['e-mail address', 'Bob Baker', { email: 'ANN@acme.example' }],
    ['LinkedIn profile', 'Bob Baker', { linkedinUrl: 'https://www.linkedin.com/in/ann/' }],
    ['name and company', 'Cid Cole', { fullName: 'Bob Baker', companyName: 'Acme', companyDomain: 'acme.example' }],
  ])('refuses the %s of another row of the list, and says which row that is', async (_what, name, set) => {
    const { importer, ids } = await setUp()
    const { updateLead } = await importer.query<{ updateLead: unknown }>(
      `mutation ($input: UpdateLeadInput!) { updateLead(input: $input) {
        __typename ... on DuplicateLeadError { code otherRow { fullName } otherCompany { name } }
      } }`,
      { input: { rowId: ids[name], set } },
    )
    const other = name === 'Cid Cole' ? 'Bob Baker' : 'Ann Archer'
    expect(updateLead).toEqual({
      ...{
        __typename: 'DuplicateLeadError',
        code: 'DUPLICATE_LEAD',
        otherRow: { fullName: other },
        otherCompany: null,
      },
    })
  })

  it("takes a value that only another list's row has, and a value of its own", async () => {
    const { importer, ids } = await setUp()
    await importer.importCsv('fullName,email\nDan,dan@x.example\n')
    const taken = await update(importer, { rowId: ids['Bob Baker'], set: { email: 'dan@x.example' } }, 'row { email }')
    expect(taken.row).toEqual({ email: 'dan@x.example' })
    const same = await update(importer, { rowId: ids['Bob Baker'], set: { email: 'DAN@x.example' } }, 'row { email }')
    expect(same.row).toEqual({ email: 'DAN@x.example' })
  })

  it('links a new employer: a company of the list, a new one, or none', async () => {
    const { importer, ids, listId } = await setUp()
    const rowId = ids['Cid Cole']
    const company = 'row { company { name domain run { id } } }'
    const known = await update(
      importer,
      { rowId, set: { companyName: 'Acme Inc', companyDomain: 'https://acme.example/jobs' } },
      company,
    )
    expect(known.row).toMatchObject({ company: { name: 'Acme', domain: 'acme.example' } })
    const created = await update(
      importer,
      { rowId, set: { companyName: 'Initech', companyDomain: 'initech.example' } },
      company,
    )
    expect(created.row).toEqual({ company: { name: 'Initech', domain: 'initech.example', run: null } })
    const none = await update(importer, { rowId, clear: ['companyName', 'companyDomain'] }, company)
    expect(none.row).toEqual({ company: null })
    const { list } = await importer.query<{ list: unknown }>(
      'query ($id: ID!) { list(id: $id) { stats { people companies withCompany } } }',
      { id: listId },
    )
    expect(list).toEqual({ stats: { people: 3, companies: 3, withCompany: 2 } })
  })

  it('refuses a row that has changed since it was read', async () => {
    const { importer, ids } = await setUp()
    const rowId = ids['Ann Archer']
    const first = await update(importer, { rowId, set: { title: 'One' } })
    const { updatedAt } = first.row
    const second = await update(importer, { rowId, set: { title: 'Two' }, expectedUpdatedAt: updatedAt })
    expect(second.row['title']).toBe('Two')
    const third = await update(importer, {
      rowId,
      set: { title: 'Three' },
      expectedUpdatedAt: '2020-01-01T00:00:00.000Z',
    })
    expect(third).toMatchObject({ __typename: 'LeadChangedError', code: 'LEAD_CHANGED' })
    const { listRow } = await importer.query('query ($id: ID!) { listRow(id: $id) { title } }', { id: rowId })
    expect(listRow).toEqual({ title: 'Two' })
  })

  it('a change without a difference is no edit', async () => {
    const { importer, ids } = await setUp()
    const input = { rowId: ids['Ann Archer'], set: { title: 'Boss' }, clear: ['custom.X', 'phone'] }
    const { row } = await update(importer, input, 'row { title editedAt }')
    expect(row).toEqual({ title: 'Boss', editedAt: null })
  })

  it('keeps up to 200 custom fields with a row', async () => {
    const { importer, ids } = await setUp()
    const rowId = ids['Ann Archer']
    const fields = (count: number, from = 0) =>
      Array.from({ length: count }, (_, at) => ({ name: `Field ${from + at}`, value: 'x' }))
    const refusal = { code: 'INVALID_INPUT', message: expect.stringContaining('at most 200') }
    expect(await update(importer, { rowId, set: { custom: fields(201) } })).toMatchObject(refusal)
    expect(await update(importer, { rowId, set: { custom: fields(200) } })).toHaveProperty('row')
    expect(await update(importer, { rowId, set: { custom: fields(1, 200) } })).toMatchObject(refusal)
    const swapped = { rowId, set: { custom: fields(1, 200) }, clear: ['custom.Field 0'] }
    expect(await update(importer, swapped)).toHaveProperty('row')
  })

  it.each([
    ['nothing', {}, 'Nothing to change'],
    ['a value that says nothing', { set: { title: 'n/a' } }, 'no value'],
    ['a custom field without a name', { set: { custom: [{ name: ' ', value: 'x' }] } }, '1 to 200'],
    ['an unknown field', { clear: ['titel'] }, 'There is no field'],
    ['a field in both', { set: { title: 'x' }, clear: ['title'] }, 'in both'],
    ['all that identifies', { clear: ['fullName', 'email', 'linkedinUrl'] }, 'Nothing would identify'],
  ])('refuses %s', async (_what, input, message) => {
    const { importer, ids } = await setUp()
    expect(await update(importer, { rowId: ids['Ann Archer'], ...input })).toMatchObject({
      ...{ __typename: 'InvalidInputError', code: 'INVALID_INPUT', message: expect.stringContaining(message) },
    })
  })
})
