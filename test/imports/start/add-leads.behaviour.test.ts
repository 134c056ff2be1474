import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { idsIn } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { creditsOf, holdPages } from '../../support/runs.ts'

const app = await startTestApp({ pageSize: 2 })

interface Item {
  index: number
  verdict: string
  reasonCode: string | null
  row: { id: string; fullName: string | null; email: string | null; title: string | null; source: string } | null
  company: { id: string; name: string | null } | null
}

interface Added {
  code?: string
  message?: string
  runId: string
  run: { kind: string; status: string; counts: Record<string, number> }
  items: Item[] | null
}

async function addLeads({ query }: Importer, input: object): Promise<Added> {
  const { addLeads: added } = await query<{ addLeads: Added }>(
    `mutation ($input: AddLeadsInput!) {
      addLeads(input: $input) {
        ... on Error { code message }
        ... on AddLeadsPayload {
          runId
          run { kind status counts { total processed imported merged updated invalid unaffordable blocked noMatch crossListSkipped } }
          items { index verdict reasonCode row { id fullName email title source } company { id name } }
        }
      }
    }`,
    { input: { waitSeconds: 30, ...input } },
  )
  return added
}

async function listOf(importer: Importer, csv = 'email\nann@a.example\n'): Promise<string> {
  return (await importer.importCsv(csv)).listId
}

const verdicts = ({ items }: Added) => items?.map(({ index, verdict, reasonCode }) => [index, verdict, reasonCode])

describe('addLeads', () => {
  it('people get the verdicts and cost the credits of an import', async () => {
    const importer = await createImporter(app, 3)
    const listId = await listOf(importer)
    const added = await addLeads(importer, {
      listId,
      people: [
        { email: 'ann@a.example', title: 'CEO' },
        { fullName: 'Bob Lee', email: ' bob@a.example ', companyName: 'Acme', custom: [{ name: 'Note', value: 'a' }] },
        { phone: '1' },
        { email: 'BOB@a.example', title: 'CTO' },
        { email: 'cy@a.example' },
        { email: 'dan@a.example' },
      ],
    })
    expect(added.run).toMatchObject({
      kind: 'API',
      status: 'COMPLETED',
      counts: { total: 6, processed: 6, imported: 2, merged: 2, updated: 2, invalid: 1, unaffordable: 1 },
    })
    expect(verdicts(added)).toEqual([
      [0, 'MERGED', 'SAME_EMAIL'],
      [1, 'IMPORTED', null],
      [2, 'INVALID', 'NOTHING_IDENTIFIES'],
      [3, 'MERGED', 'SAME_EMAIL'],
      [4, 'IMPORTED', null],
      [5, 'UNAFFORDABLE', 'OUT_OF_CREDITS'],
    ])
    expect(added.items?.map(({ row }) => row?.title ?? null)).toEqual(['CEO', 'CTO', null, 'CTO', null, null])
    expect(added.items?.[1]?.row).toMatchObject({ email: 'bob@a.example', source: 'API' })
    expect(added.items?.[3]?.row?.id).toBe(added.items?.[1]?.row?.id)
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 0, reserved: 0 })
  })

  it('companies are added as leads', async () => {
    const importer = await createImporter(app)
    const listId = await listOf(importer, 'fullName,companyName\nAnn,Acme\n')
    const companies = [
      { name: 'Globex', domain: 'globex.com', employeeCount: 12, founded: 1999, technologies: ['Go', 'C'] },
      { name: 'Acme', industry: 'Anvils' },
    ]
    const added = await addLeads(importer, { listId, companies })
    expect(verdicts(added)).toEqual([
      [0, 'IMPORTED', null],
      [1, 'MERGED', 'SAME_NAME'],
    ])
    expect(added.items?.map(({ company }) => company?.name)).toEqual(['Globex', 'Acme'])
    const { list } = await importer.query<{ list: { companies: { nodes: object[] } } }>(
      'query ($id: ID!) { list(id: $id) { companies { nodes { name industry employeeCount founded technologies } } } }',
      { id: listId },
    )
    expect(list.companies.nodes).toMatchObject([
      { name: 'Acme', industry: 'Anvils' },
      { name: 'Globex', employeeCount: 12, founded: 1999, technologies: ['Go', 'C'] },
    ])
  })

  it('leads follow `onMatch` and `matchBy`', async () => {
    const importer = await createImporter(app, 1)
    const listId = await listOf(importer, 'email,title\nann@a.example,CEO\n')
    const people = [{ email: 'ann@a.example', title: 'CTO' }, { email: 'bob@a.example' }]
    const added = await addLeads(importer, { listId, people, onMatch: { values: 'OVERWRITE', rows: 'UPDATE_ONLY' } })
    expect(verdicts(added)).toEqual([
      [0, 'MERGED', 'SAME_EMAIL'],
      [1, 'NO_MATCH', 'NO_MATCH'],
    ])
    expect(added.items?.[0]?.row).toMatchObject({ title: 'CTO' })
  })

  it('a repeated call returns the first run and its items', async () => {
    const importer = await createImporter(app)
    const listId = await listOf(importer)
    const call = { listId, people: [{ email: 'bob@a.example' }], idempotencyKey: 'a' }
    const first = await addLeads(importer, call)
    expect(await addLeads(importer, { ...call, waitSeconds: 0 })).toEqual(first)
    expect(await addLeads(importer, { ...call, people: [{ email: 'cy@a.example' }] })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    })
  })

  it('items are null until the run has ended', async () => {
    const importer = await createImporter(app)
    const listId = await listOf(importer)
    const release = await holdPages(app.pool, importer.userId)
    const added = await addLeads(importer, { listId, people: [{ email: 'ann@a.example' }], waitSeconds: 0 })
    await release()
    expect(added.items).toBeNull()
  })

  it.each<[object, string, string]>([
    [{}, 'INVALID_INPUT', 'exactly one of `people` and `companies`'],
    [{ people: [{ email: 'a@a.example' }], companies: [{ name: 'A' }] }, 'INVALID_INPUT', 'exactly one'],
    [{ people: [] }, 'INVALID_INPUT', 'has 0 items'],
    [{ people: Array.from({ length: 501 }, () => ({ email: 'a@a.example' })) }, 'INVALID_INPUT', 'has 501 items'],
    [{ people: [{ custom: [{ name: ' ', value: 'a' }] }] }, 'INVALID_INPUT', 'A custom field has a name'],
    [{ people: [{ custom: [1, 2].map(() => ({ name: 'a', value: 'a' })) }] }, 'INVALID_INPUT', 'once in each lead'],
    [{ people: [{ email: 'a@a.example' }], matchBy: ['DOMAIN'] }, 'INVALID_INPUT', 'by DOMAIN'],
    [{ people: [{ email: 'a@a.example' }], waitSeconds: 31 }, 'INVALID_INPUT', 'waitSeconds'],
    [{ people: [{ email: 'a@a.example' }], listId: 'd3b07384-d113-4ec2-a5d6-0a2ff6a2f4a1' }, 'LIST_ACCESS', ''],
  ])('%j is refused with %s', async (input, code, message) => {
    const importer = await createImporter(app)
    const listId = await listOf(importer)
    const refused = await addLeads(importer, { listId, ...input })
    expect(refused).toMatchObject({ code })
    expect(refused.message).toContain(message)
  })

  it('a call without credits is refused', async () => {
    const importer = await createImporter(app, 1)
    const listId = await listOf(importer)
    expect(await addLeads(importer, { listId, people: [{ email: 'bob@a.example' }] })).toMatchObject({
      code: 'INSUFFICIENT_CREDITS',
    })
  })

  it('a row id identifies past all other values; one of another list is invalid, an unknown one is ignored', async () => {
    const importer = await createImporter(app)
    const listId = await listOf(importer, 'fullName,email\nAnn,ann@a.example\n')
    const other = await listOf(importer, 'fullName,email\nZoe,zoe@a.example\n')
    const { Ann = '' } = await idsIn(importer, listId)
    const stranger = await createImporter(app)
    const { Eve = '' } = await idsIn(stranger, await listOf(stranger, 'fullName\nEve\n'))
    const { Zoe = '' } = await idsIn(importer, other)
    const people = [
      { rowId: Ann, email: 'ann@new.example', title: 'CEO' },
      { rowId: Ann, phone: '12345678' },
      { rowId: Zoe, email: 'zoe@new.example' },
      { rowId: 'row_999999999', email: 'cy@a.example' },
      { rowId: Eve, email: 'dan@a.example' },
    ]
    const added = await addLeads(importer, { listId, people, onMatch: { values: 'OVERWRITE' } })
    expect(verdicts(added)).toEqual([
      [0, 'MERGED', 'SAME_ROW_ID'],
      [1, 'MERGED', 'SAME_ROW_ID'],
      [2, 'INVALID', 'ROW_OF_OTHER_LIST'],
      [3, 'IMPORTED', null],
      [4, 'IMPORTED', null],
    ])
    expect(added.items?.[0]?.row).toMatchObject({ id: Ann, email: 'ann@new.example', title: 'CEO' })
    const byMail = { listId, people: [{ rowId: Zoe, email: 'cy@a.example' }], matchBy: ['EMAIL'] }
    expect(verdicts(await addLeads(importer, byMail))).toEqual([[0, 'MERGED', 'SAME_EMAIL']])
  })
})
