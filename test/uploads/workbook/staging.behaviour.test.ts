import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { transaction } from '../../../src/db/client.ts'
import type { Upload } from '../../../src/db/generated/client.ts'
import { InvalidInputError } from '../../../src/errors.ts'
import { renderCsv } from '../../../src/uploads/chunks.ts'
import { UnreadableFileError, UploadNotFoundError } from '../../../src/uploads/errors.ts'
import {
  deleteExpiredUploads,
  discardUpload,
  findUpload,
  type Staging,
  stageSheet,
  stageUpload,
} from '../../../src/uploads/stage.ts'
import { insertUpload } from '../../../src/uploads/uploads.sql.ts'
import { createDatabase, type Database } from '../../support/database.ts'
import { countLockWaits } from '../../support/lock-waits.ts'
import { waitFor } from '../../support/wait-for.ts'
import { openDocument, workbook } from '../../support/workbooks.ts'

const usualDirectory = process.env['TMPDIR']
let directory: string
let db: Database
let staging: Staging

beforeAll(async () => {
  db = await createDatabase()
  staging = { pool: db.pool, config: { ...loadConfig({ DATABASE_URL: db.url }), maxUploadBytes: 60_000_000 } }
  directory = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
  process.env['TMPDIR'] = directory
})

afterAll(async () => {
  if (usualDirectory === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = usualDirectory
  await rm(directory, { recursive: true })
})

async function createOwner(): Promise<number> {
  const user = await db.prisma.user.create({ data: { email: `${randomUUID()}@example.com`, name: 'Ada' } })
  return user.id
}

async function* piecesOf(bytes: Buffer, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function stage(bytes: Buffer, { fileName = 'leads.xlsx', sheet = null as string | null, ownerId = 0 } = {}) {
  const owner = ownerId === 0 ? await createOwner() : ownerId
  return await stageUpload(staging, owner, { fileName, content: piecesOf(bytes) }, sheet)
}

/** What an owner has: nothing else is ever left behind, on disk neither. */
async function leftOf(ownerId: number) {
  const [uploads, workbooks, files] = await Promise.all([
    db.prisma.upload.count({ where: { ownerId } }),
    db.prisma.workbook.count({ where: { ownerId } }),
    readdir(directory),
  ])
  return { uploads, workbooks, files: files.filter((name) => name.startsWith('leadstream-')) }
}

const sheets = {
  Cover: [['Leads of March']],
  Leads: [
    ['Name', 'Phone'],
    ['Ada', '0041791234567'],
    ['Bob', '007'],
  ],
  Companies: [['Company'], ['Acme, Inc.']],
}
const leads = workbook(sheets, 'xlsx')

describe('staging a workbook', () => {
  it('returns the stored upload, with the rows of the first sheet that has any', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    expect(upload).toMatchObject({
      fileName: 'leads.xlsx',
      byteSize: BigInt(leads.length),
      delimiter: null,
      encoding: null,
      sheet: 'Leads',
      sheets: ['Cover', 'Leads', 'Companies'],
      headerLine: 1,
      columns: ['Name', 'Phone'],
      totalRows: 2,
      warnings: [],
    })
    expect(await findUpload(db.prisma, ownerId, upload.id)).toEqual(upload)
    expect(await renderCsv(db.pool, upload)).toBe('Name,Phone\nAda,0041791234567\nBob,007\n')
    expect(await leftOf(ownerId)).toEqual({ uploads: 1, workbooks: 1, files: [] })
  })

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

  it('cannot find an upload before it is complete', async () => {
    const ownerId = await createOwner()
    let chunks = 0
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield leads.subarray(0, 9_000)
      const { id } = await db.prisma.upload.findFirstOrThrow({ where: { ownerId } })
      await expect(findUpload(db.prisma, ownerId, id)).rejects.toBeInstanceOf(UploadNotFoundError)
      chunks = await db.prisma.workbook.count({ where: { ownerId } })
      yield leads.subarray(9_000)
    }
    await stageUpload(staging, ownerId, { fileName: null, content: watched() })
    expect(chunks).toBe(1)
  })

  it('the server stays responsive while a hostile workbook is read', async () => {
    const row = (text: string, times: number) =>
      `<table:table-row table:number-rows-repeated="${times}"><table:table-cell office:value-type="string" table:number-columns-repeated="20"><text:p>${text}</text:p></table:table-cell></table:table-row>`
    const table = `<table:table table:name="Leads">${row('name', 1)}${row('Ada', 20_000)}</table:table>`
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
    expect((await staged).totalRows).toBe(20_000)
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

  it('a workbook leaves nothing behind if the client disconnects', async () => {
    const ownerId = await createOwner()
    async function* interrupted(): AsyncGenerator<Uint8Array> {
      yield Buffer.concat([leads, Buffer.alloc(2_000_000)])
      throw new Error('aborted')
    }
    const staged = stageUpload(staging, ownerId, { fileName: null, content: interrupted() })
    await expect(staged).rejects.toThrow('aborted')
    expect(await leftOf(ownerId)).toEqual({ uploads: 0, workbooks: 0, files: [] })
  })

  it('a workbook leaves nothing behind if it cannot be stored', async () => {
    const ownerId = await createOwner()
    async function* orphaned(): AsyncGenerator<Uint8Array> {
      yield leads.subarray(0, 9_000)
      await db.prisma.user.delete({ where: { id: ownerId } })
      yield leads.subarray(9_000)
    }
    const staged = stageUpload(staging, ownerId, { fileName: null, content: orphaned() })
    await expect(staged).rejects.toThrow(/foreign key/)
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

  it('stages another sheet as a new upload, from the stored bytes', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    const other = await stageSheet(staging, upload, 'Companies')
    expect(other).toMatchObject({
      ownerId,
      fileName: 'leads.xlsx',
      byteSize: upload.byteSize,
      workbookId: upload.workbookId,
      sheet: 'Companies',
      sheets: upload.sheets,
      columns: ['Company'],
      totalRows: 1,
    })
    expect(other.id).not.toBe(upload.id)
    expect(await findUpload(db.prisma, ownerId, other.id)).toEqual(other)
    expect(await stageSheet(staging, other, 'Companies')).toBe(other)
    expect(await leftOf(ownerId)).toEqual({ uploads: 2, workbooks: 1, files: [] })
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
  it('the bytes of a workbook are deleted with its last upload', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    const other = await stageSheet(staging, upload, 'Companies')
    await discardUpload(db.pool, upload)
    expect(await leftOf(ownerId)).toMatchObject({ uploads: 1, workbooks: 1 })
    expect(await stageSheet(staging, other, 'Leads')).toMatchObject({ totalRows: 2 })
    await expire(ownerId)
    expect(await deleteExpiredUploads(db.pool)).toBe(2)
    expect(await leftOf(ownerId)).toMatchObject({ uploads: 0, workbooks: 0 })
  })

  it('the bytes of a workbook are deleted with an upload that a crash left incomplete', async () => {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    await db.prisma.upload.updateMany({ where: { id: upload.id }, data: { totalRows: 0 } })
    await expire(ownerId)
    await deleteExpiredUploads(db.pool)
    expect(await leftOf(ownerId)).toMatchObject({ uploads: 0, workbooks: 0 })
  })

  async function expire(ownerId: Upload['ownerId']): Promise<void> {
    const expiresAt = new Date(Date.now() - 2 * 3_600_000)
    await db.prisma.upload.updateMany({ where: { ownerId }, data: { expiresAt } })
  }
})

describe('a workbook without uploads', () => {
  async function orphan() {
    const ownerId = await createOwner()
    const upload = await stage(leads, { ownerId })
    await db.pool.query('DELETE FROM uploads WHERE id = $1', [upload.id])
    return { ownerId, upload }
  }

  it('a workbook without uploads is kept while another sheet of it is staged', async () => {
    const { ownerId, upload } = await orphan()
    const id = randomUUID()
    let deleting: Promise<unknown> | undefined
    await transaction(db.pool, async (client) => {
      await client.query(insertUpload, [id, ownerId, null, upload.workbookId, 24])
      let isDone = false
      deleting = discardUpload(db.pool, { ownerId, id: randomUUID() }).then(() => {
        isDone = true
      })
      await waitFor(async () => isDone || (await countLockWaits(db.pool)) === 1)
    })
    await deleting
    const { rows } = await db.pool.query('SELECT workbook_id AS "workbookId" FROM uploads WHERE id = $1', [id])
    expect(rows).toEqual([{ workbookId: upload.workbookId }])
  })

  it('a workbook without uploads counts as expired while it is deleted', async () => {
    const { upload } = await orphan()
    let stagingSheet: Promise<unknown> | undefined
    await transaction(db.pool, async (client) => {
      await client.query('DELETE FROM workbooks WHERE id = $1', [upload.workbookId])
      stagingSheet = stageSheet(staging, upload, 'Companies').catch((error: unknown) => error)
      await waitFor(async () => (await countLockWaits(db.pool)) === 1)
    })
    expect(await stagingSheet).toBeInstanceOf(UploadNotFoundError)
  })
})
