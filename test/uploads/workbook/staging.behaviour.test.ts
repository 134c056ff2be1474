import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { transaction } from '../../../src/db/client.ts'
import { renderCsv } from '../../../src/uploads/chunks.ts'
import { UploadNotFoundError } from '../../../src/uploads/errors.ts'
import { deleteExpiredUploads, discardUpload, findUpload, stageSheet, stageUpload } from '../../../src/uploads/stage.ts'
import { insertUpload } from '../../../src/uploads/uploads.sql.ts'
import { countLockWaits } from '../../support/lock-waits.ts'
import { waitFor } from '../../support/wait-for.ts'
import { leads, prepareStaging } from './workbook-staging.ts'

const { db, staging, createOwner, stage, leftOf, expire } = await prepareStaging()

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
      warnings: ['The sheet “Leads” was read. The workbook also has “Cover” and “Companies”.'],
    })
    expect(await findUpload(db.prisma, ownerId, upload.id)).toEqual(upload)
    expect(await renderCsv(db.pool, upload)).toBe('Name,Phone\nAda,0041791234567\nBob,007\n')
    expect(await leftOf(ownerId)).toEqual({ uploads: 1, workbooks: 1, files: [] })
  })

  it('stores all workbooks that begin at the same moment', async () => {
    const ownerId = await createOwner()
    const uploads = await Promise.all([1, 2].map(() => stage(leads, { ownerId })))
    expect(new Set(uploads.map(({ workbookId }) => workbookId)).size).toBe(2)
    const sheets = await Promise.all(uploads.map((upload) => stageSheet(staging, upload, 'Companies')))
    expect(sheets.map(({ workbookId }) => workbookId)).toEqual(uploads.map(({ workbookId }) => workbookId))
    expect(await leftOf(ownerId)).toEqual({ uploads: 4, workbooks: 2, files: [] })
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
})

describe('a workbook that is refused', () => {
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
