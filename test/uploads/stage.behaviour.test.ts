import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { renderCsv, stagedRecords } from '../../src/uploads/chunks.ts'
import type { SourceRecord } from '../../src/uploads/csv/record.ts'
import { bytesOf } from '../../src/uploads/encoding/text.ts'
import { UnreadableFileError, UploadNotFoundError } from '../../src/uploads/errors.ts'
import { deleteExpiredUploads, findUpload, type Staging, stageUpload } from '../../src/uploads/stage.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { waitFor } from '../support/wait-for.ts'

let db: Database
let staging: Staging
let owner: number

async function createOwner(): Promise<number> {
  const user = await db.prisma.user.create({ data: { email: `${randomUUID()}@example.com`, name: 'Ada' } })
  return user.id
}

function stage(text: string, ownerId = owner) {
  return stageUpload(staging, ownerId, { fileName: 'leads.csv', content: bytesOf(text) })
}

async function readBack(uploadId: string, afterRow = 0): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  for await (const part of stagedRecords(db.pool, { ownerId: owner, id: uploadId }, afterRow)) records.push(...part)
  return records
}

beforeAll(async () => {
  db = await createDatabase()
  staging = { pool: db.pool, config: { ...loadConfig({ DATABASE_URL: db.url }), maxUploadBytes: 60_000_000 } }
  owner = await createOwner()
})

describe('staging a file', () => {
  it('stages at most four files of an owner at once, and those of others independently', async () => {
    const ends = new Map<string, () => void>()
    async function* slow(name: string): AsyncGenerator<Uint8Array> {
      yield Buffer.from('Name\nAda\n')
      await new Promise<void>((resolve) => ends.set(name, resolve))
    }
    const start = (name: string, ownerId: number) =>
      stageUpload(staging, ownerId, { fileName: name, content: slow(name) })
    const own = ['1', '2', '3', '4', '5'].map((name) => start(name, owner))
    const others = start('other', await createOwner())
    await waitFor(() => ends.size === 5)
    expect([...ends.keys()].toSorted()).toEqual(['1', '2', '3', '4', 'other'])
    ends.get('1')?.()
    await waitFor(() => ends.has('5'))
    for (const end of ends.values()) end()
    expect(await Promise.all([...own, others])).toHaveLength(6)
  })

  it('stores all files of several owners that begin at the same moment', async () => {
    const owners = [owner, await createOwner(), await createOwner()]
    const uploads = await Promise.all(
      owners.flatMap((id) => ['Ada', 'Bob', 'Cy', 'Di'].map((name) => stage(`Name\n${name}\n`, id))),
    )
    const stored = uploads.map(({ ownerId, sampleRows }) => [ownerId, sampleRows])
    expect(stored).toEqual(owners.flatMap((id) => ['Ada', 'Bob', 'Cy', 'Di'].map((name) => [id, [[name]]])))
  })

  it('returns the stored upload', async () => {
    const upload = await stage('Name;Email\nAda;ada@example.com\n"Bob"x;\n')
    expect(upload).toMatchObject({
      ownerId: owner,
      fileName: 'leads.csv',
      byteSize: 39n,
      delimiter: ';',
      encoding: 'utf-8',
      headerLine: 1,
      columns: ['Name', 'Email'],
      totalRows: 2,
      sampleRows: [['Ada', 'ada@example.com'], ['"Bob"x;']],
      warnings: ['1 row with broken quotes.'],
    })
    expect(upload.expiresAt.getTime() - upload.createdAt.getTime()).toBeGreaterThan(23.9 * 3_600_000)
    expect(await findUpload(db.prisma, owner, upload.id)).toEqual(upload)
  })

  it.each([
    ['control characters', 'a\0b\n\u0085\x7f.csv', 'ab.csv'],
    ['half characters', 'a\ud800b😀.csv', 'a\ufffdb😀.csv'],
    ['more than 255 characters', `${'a'.repeat(254)}😀.csv`, 'a'.repeat(254)],
  ])('stores a file name without %s', async (_what, fileName, stored) => {
    const upload = await stageUpload(staging, owner, { fileName, content: bytesOf('Name\nAda\n') })
    expect(upload.fileName).toBe(stored)
    expect(await findUpload(db.prisma, owner, upload.id)).toEqual(upload)
  })

  it('returns staged rows unchanged, from any row on', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) =>
      index % 1_000 === 7 ? `"${index}"x,broken` : `${index},"a ""note"", with\na new line, number ${index}"`,
    )
    const upload = await stage(`id,note\n${lines.join('\n')}\n`)
    expect(await db.prisma.uploadChunk.count({ where: { uploadId: upload.id } })).toBeGreaterThan(2)
    const records = await readBack(upload.id)
    expect(records).toHaveLength(60_000)
    expect(records[7]).toEqual({ cells: ['"7"x,broken'], broken: true })
    expect(records[59_999]).toEqual({ cells: ['59999', 'a "note", with\na new line, number 59999'], broken: false })
    for (const afterRow of [1, 7, 30_000, 59_999]) {
      expect(await readBack(upload.id, afterRow)).toEqual(records.slice(afterRow))
    }
    expect(await readBack(upload.id, 60_000)).toEqual([])
  })

  it('renders normalised CSV that stages to the same rows', async () => {
    const upload = await stage('Name;Name;Note\nAda;L;"a;b"\n\n"open;x\nBob;R;c;d\n')
    const text = await renderCsv(db.pool, upload)
    expect(text).toBe('Name,Name (2),Note\nAda,L,"a;b"\n"""open;x"!\nBob,R,c,d\n')
    const again = await stage(text)
    expect(await readBack(again.id)).toEqual(await readBack(upload.id))
    expect(again.warnings).toEqual(upload.warnings)
  })

  it.each([
    ['empty', ''],
    ['a header only', 'Name,Email\n'],
    ['binary', 'PK\u0003\u0004'],
    ['broken after thousands of rows are stored', `a,b\n${'1,2\n'.repeat(400_000)}`],
  ])('stores nothing if the file is %s', async (_title, text) => {
    const ownerId = await createOwner()
    const narrow = { ...staging, config: { ...staging.config, maxUploadBytes: 1_500_000 } }
    const staged = stageUpload(narrow, ownerId, { fileName: null, content: bytesOf(text) })
    await expect(staged).rejects.toBeInstanceOf(UnreadableFileError)
    expect(await db.prisma.upload.count({ where: { ownerId } })).toBe(0)
  })

  it('stores nothing when the client disconnects, and rethrows its error', async () => {
    const ownerId = await createOwner()
    async function* interrupted(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`a,b\n${'1,2\n'.repeat(60_000)}`)
      throw new Error('aborted')
    }
    await expect(stageUpload(staging, ownerId, { fileName: null, content: interrupted() })).rejects.toThrow('aborted')
    expect(await db.prisma.upload.count({ where: { ownerId } })).toBe(0)
  })

  it('cannot find an upload before it is complete', async () => {
    const ownerId = await createOwner()
    let seen = 0
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`a,b\n${'1,2\n'.repeat(60_000)}`)
      const unfinished = await db.prisma.upload.findFirstOrThrow({ where: { ownerId }, include: { chunks: true } })
      seen = unfinished.chunks.length
      await expect(findUpload(db.prisma, ownerId, unfinished.id)).rejects.toBeInstanceOf(UploadNotFoundError)
      yield Buffer.from('3,4\n')
    }
    const upload = await stageUpload(staging, ownerId, { fileName: null, content: watched() })
    expect(seen).toBeGreaterThan(0)
    expect(upload.totalRows).toBe(60_001)
  })
})

describe('finding an upload', () => {
  it("throws the same error for an id that is absent, malformed, expired or another user's", async () => {
    const upload = await stage('a,b\n1,2\n')
    const expired = await stage('a,b\n1,2\n')
    await db.prisma.upload.updateMany({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } })
    const stranger = await createOwner()
    const searches: [number, string][] = [
      [owner, randomUUID()],
      [owner, 'x'],
      [owner, `${upload.id}'`],
      [owner, expired.id],
      [stranger, upload.id],
    ]
    for (const [ownerId, id] of searches) {
      await expect(findUpload(db.prisma, ownerId, id)).rejects.toEqual(new UploadNotFoundError())
    }
  })

  it('reads no rows of an upload that is gone', async () => {
    await expect(readBack(randomUUID())).rejects.toBeInstanceOf(UploadNotFoundError)
  })
})

describe('deleting expired uploads', () => {
  it('keeps those that live and those that an unfinished run still reads', async () => {
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000)
    const stageUntil = async (expiresAt: Date) => {
      const { id } = await stage('a,b\n1,2\n')
      await db.prisma.upload.updateMany({ where: { id }, data: { expiresAt } })
      return id
    }
    const live = await stageUntil(hours(1))
    const justExpired = await stageUntil(hours(-0.5))
    const expired = await stageUntil(hours(-2))
    const inUse = await stageUntil(hours(-2))
    const used = await stageUntil(hours(-2))
    const run = {
      ownerId: owner,
      targetListId: randomUUID(),
      kind: 'CSV',
      dataType: 'PEOPLE',
      skipExistingCustomers: true,
      reserved: 0,
      total: 1,
      mutation: 'createListWithImport',
    } as const
    await db.prisma.importRun.createMany({ data: { ...run, id: randomUUID(), uploadId: inUse, status: 'RUNNING' } })
    await db.prisma.importRun.createMany({
      data: { ...run, id: randomUUID(), uploadId: used, status: 'FAILED', finishedAt: new Date() },
    })
    expect(await deleteExpiredUploads(db.pool)).toBe(2)
    const ids = [live, justExpired, expired, inUse, used]
    const left = await db.prisma.upload.findMany({ where: { id: { in: ids } }, select: { id: true } })
    expect(left.map(({ id }) => id).sort()).toEqual([live, justExpired, inUse].sort())
  })
})
