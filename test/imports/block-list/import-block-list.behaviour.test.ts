import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

const app = await startTestApp()

const selection = 'added updated rejectedCount rejected { rowNumber text code }'

async function entriesOf({ query }: Importer): Promise<unknown> {
  const { blockedCompanies } = await query<{
    blockedCompanies: { nodes: { domain: string | null; name: string | null }[] }
  }>('{ blockedCompanies(first: 500) { nodes { domain name reason } } }')
  return blockedCompanies.nodes.toReversed()
}

describe('importBlockList', () => {
  it('reads a table with a header', async () => {
    const importer = await createImporter(app)
    const csvText = [
      'Company,Domain,Reason',
      'Acme Inc,acme.example,Customer',
      ',https://www.globex.example/about,',
      'Initech,,Partner',
      'Friend,ann@gmail.com,',
      ',ann@umbrella.example,',
      ',,Nothing',
      'Acme,shop.acme.example,',
      '',
    ].join('\n')
    expect(await mutate(importer, 'importBlockList', { csvText }, selection)).toMatchObject({
      ...{ added: 4, updated: 1, rejectedCount: 2 },
      rejected: [
        { rowNumber: 4, text: 'ann@gmail.com', code: 'SHARED_HOST' },
        { rowNumber: 6, text: '', code: 'NOTHING_GIVEN' },
      ],
    })
    expect(await entriesOf(importer)).toMatchObject(
      expect.arrayContaining([
        { domain: 'shop.acme.example', name: 'Acme', reason: 'Customer' },
        { domain: 'https://www.globex.example/about', name: null, reason: null },
        { domain: 'ann@umbrella.example', name: null, reason: null },
        { domain: null, name: 'Initech', reason: 'Partner' },
      ]),
    )
    const again = await mutate(importer, 'importBlockList', { csvText }, selection)
    expect(again).toMatchObject({ added: 0, updated: 5, rejectedCount: 2 })
  })

  it.each([
    ['without a header', ''],
    ['with a header', 'domain\n'],
  ])('reads a single column of domains and names %s', async (_what, header) => {
    const importer = await createImporter(app)
    const csvText = `${header}acme.example\nhttps://globex.example\nInitech Ltd\nann@umbrella.example\ngmail.com\nfacebook.com/acme\n`
    expect(await mutate(importer, 'importBlockList', { csvText }, selection)).toMatchObject({
      ...{ added: 4, updated: 0, rejectedCount: 2 },
      rejected: [{ code: 'SHARED_HOST' }, { code: 'SHARED_HOST' }],
    })
  })

  it.each([
    ['acme.example', { domain: 'acme.example', name: null, reason: null }],
    ['ann@acme.example\n', { domain: 'ann@acme.example', name: null, reason: null }],
    ['"Initech, Inc."\n', { domain: null, name: 'Initech, Inc.', reason: null }],
  ])('reads a single line without a header: %j', async (csvText, entry) => {
    const importer = await createImporter(app)
    expect(await mutate(importer, 'importBlockList', { csvText }, selection)).toMatchObject({
      ...{ added: 1, updated: 0, rejectedCount: 0 },
    })
    expect(await entriesOf(importer)).toEqual([entry])
  })

  it('rejects the only entry, and refuses a header without rows', async () => {
    const importer = await createImporter(app)
    expect(await mutate(importer, 'importBlockList', { csvText: 'ann@gmail.com' }, selection)).toMatchObject({
      rejected: [{ rowNumber: 1, text: 'ann@gmail.com', code: 'SHARED_HOST' }],
    })
    expect(await mutate(importer, 'importBlockList', { csvText: 'Company,Domain' }, selection)).toMatchObject({
      code: 'UNREADABLE_FILE',
    })
  })

  it('blocks the leads of the companies', async () => {
    const importer = await createImporter(app)
    await mutate(importer, 'importBlockList', { csvText: 'domain\nacme.example\n' }, selection)
    const { counts } = await importer.importCsv('email\nann@acme.example\nbob@globex.example\n')
    expect(counts).toMatchObject({ blocked: 1, imported: 1 })
  })

  it('keeps no upload of a text, and refuses none, an empty one and one that does not exist', async () => {
    const importer = await createImporter(app)
    await mutate(importer, 'importBlockList', { csvText: 'domain\nacme.example\n' }, selection)
    expect(await app.prisma.upload.count({ where: { ownerId: importer.userId } })).toBe(0)
    expect(await mutate(importer, 'importBlockList', {}, selection)).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await mutate(importer, 'importBlockList', { csvText: '' }, selection)).toMatchObject({
      code: 'UNREADABLE_FILE',
    })
    expect(await mutate(importer, 'importBlockList', { uploadId: 'x' }, selection)).toMatchObject({
      code: 'UPLOAD_NOT_FOUND',
    })
  })
})
