import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../../src/errors.ts'
import { UnreadableFileError, UploadNotFoundError } from '../../../src/uploads/errors.ts'
import { deleteExpiredUploads, discardUpload, stageSheet } from '../../../src/uploads/stage.ts'
import { openDocument, workbook } from '../../support/workbooks.ts'
import { leads, prepareStaging, sheets } from './workbook-staging.ts'

const { db, staging, createOwner, stage, leftOf, expire } = await prepareStaging()

describe('staging a workbook', () => {
  it('stores the bytes unchanged, in pieces of a megabyte', async () => {
    const noise = Array.from({ length: 30_000 }, (_, index) => [index, randomUUID(), randomUUID()])
    const bytes = workbook({ Leads: [['Id', 'One', 'Other'], ...noise] }, 'xlsx')
    const { workbookId } = await stage(bytes)
    const chunks = await db.prisma.workbookChunk.findMany({
      where: { workbookId: workbookId ?? '' },
      orderBy: { seq: 'asc' },
    })
    expect(Buffer.concat(chunks.map(({ content }) => content)).equals(bytes)).toBe(true)
    expect(bytes.length).toBeGreaterThan(1_000_000)
    expect(chunks.length).toBe(Math.ceil(bytes.length / 1_050_000))
  })

  it.each([
    ['CSV', Buffer.from('Name;Phone\nAda;007\n'), { delimiter: ';', sheet: null, sheets: [], workbookId: null }],
    [
      'a web page',
      Buffer.from('<html><table><tr><th>Name</th><th>Phone</th></tr><tr><td>Ada</td><td>007</td></tr></table></html>'),
      { delimiter: null, sheet: 'Sheet1', sheets: ['Sheet1'] },
    ],
    [
      'an .xls',
      workbook(
        {
          Leads: [
            ['Name', 'Phone'],
            ['Ada', '007'],
          ],
        },
        'biff8',
      ),
      { sheet: 'Leads' },
    ],
    [
      'an .ods',
      workbook(
        {
          Leads: [
            ['Name', 'Phone'],
            ['Ada', '007'],
          ],
        },
        'ods',
      ),
      { sheet: 'Leads' },
    ],
  ])('reads an .xlsx that is really %s by its content', async (_what, bytes, findings) => {
    const upload = await stage(bytes)
    expect(upload).toMatchObject({ fileName: 'leads.xlsx', ...findings, sampleRows: [['Ada', '007']] })
  })

  it('the server stays responsive while a hostile workbook is read', async () => {
    const row = (text: string, times: number) =>
      `<table:table-row table:number-rows-repeated="${times}"><table:table-cell office:value-type="string" table:number-columns-repeated="20"><text:p>${text}</text:p></table:table-cell></table:table-row>`
    const table = `<table:table table:name="Leads">${row('name', 1)}${row('Ada', 5_000)}</table:table>`
    const staged = stage(openDocument(table))
    let isOver = false
    const end = () => {
      isOver = true
    }
    staged.then(end, end)
    let turns = 0
    while (!isOver) {
      await db.pool.query('SELECT 1')
      turns++
    }
    expect((await staged).totalRows).toBe(5_000)
    expect(turns).toBeGreaterThan(20)
  })
})

describe('a workbook that is refused', () => {
  const bomb = openDocument(`<table:table table:name="a">${' '.repeat(30_000_000)}</table:table>`)

  it.each<[string, Buffer, string | null]>([
    ['cut off', leads.subarray(0, -500), null],
    [
      'garbage in a compound file',
      Buffer.concat([workbook(sheets, 'biff8').subarray(0, 700), Buffer.alloc(9_000, 7)]),
      null,
    ],
    ['a bomb', bomb, null],
    ['empty', workbook({ Leads: [] }, 'xlsx'), null],
    ['too large for its format', Buffer.concat([workbook(sheets, 'biff8'), Buffer.alloc(26_000_000)]), null],
    ['a web page without a table', Buffer.from('<!DOCTYPE html><html><form></form></html>'), null],
    ['XML', Buffer.from('<?xml version="1.0"?><leads></leads>'), null],
  ])('a rejected workbook leaves nothing behind: %s', async (_what, bytes, sheet) => {
    const ownerId = await createOwner()
    await expect(stage(bytes, { ownerId, sheet })).rejects.toBeInstanceOf(UnreadableFileError)
    expect(await leftOf(ownerId)).toEqual({ uploads: 0, workbooks: 0, files: [] })
  })

  it.each<[string, Buffer]>([
    ['it does not exist', leads],
    ['the file is text', Buffer.from('Name,Phone\nAda,007\n')],
  ])('a rejected sheet leaves nothing behind if %s', async (_why, bytes) => {
    const ownerId = await createOwner()
    const refusal = await stage(bytes, { ownerId, sheet: 'Leeds' }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InvalidInputError)
    expect(refusal).toMatchObject({ field: 'sheet' })
    expect(await leftOf(ownerId)).toEqual({ uploads: 0, workbooks: 0, files: [] })
  })
})

describe('another sheet of a workbook', () => {
  it('another sheet can be requested with the first upload', async () => {
    expect(await stage(leads, { sheet: 'Companies' })).toMatchObject({
      sheet: 'Companies',
      columns: ['Company'],
      sampleRows: [['Acme, Inc.']],
    })
  })

  it('another sheet is rejected if it does not exist or has no rows, or if the file is text', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    await expect(stageSheet(staging, upload, 'Leeds')).rejects.toEqual(
      new InvalidInputError(
        'sheet',
        'The workbook has no sheet "Leeds". Its sheets are "Cover", "Leads", "Companies".',
      ),
    )
    await expect(stageSheet(staging, upload, 'Cover')).rejects.toEqual(
      new UnreadableFileError('The sheet "Cover" has no rows.'),
    )
    expect(await leftOf(ownerId)).toEqual({ uploads: 1, workbooks: 1, files: [] })
    const text = await stage(Buffer.from('Name,Phone\nAda,007\n'))
    await expect(stageSheet(staging, text, 'Leads')).rejects.toBeInstanceOf(InvalidInputError)
  })

  it('another sheet is rejected if the workbook has expired', async () => {
    const upload = await stage(leads)
    await discardUpload(db.pool, upload)
    await expect(stageSheet(staging, upload, 'Companies')).rejects.toEqual(new UploadNotFoundError())
    expect(await leftOf(upload.ownerId)).toEqual({ uploads: 0, workbooks: 0, files: [] })
  })
})

describe('the bytes of a workbook', () => {
  it('the bytes of a workbook are deleted with an upload that a crash left incomplete', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    await db.prisma.upload.updateMany({ where: { id: upload.id }, data: { totalRows: 0 } })
    await expire(ownerId)
    await deleteExpiredUploads(db.pool)
    expect(await leftOf(ownerId)).toMatchObject({ uploads: 0, workbooks: 0 })
  })
})
