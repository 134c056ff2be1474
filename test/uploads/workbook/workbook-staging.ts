import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config.ts'
import { type Staging, stageUpload } from '../../../src/uploads/stage.ts'
import { createDatabase } from '../../support/database.ts'
import { whenOver } from '../../support/when-over.ts'
import { workbook } from '../../support/workbooks.ts'

/** The sheets of `leads`. */
export const sheets = {
  Cover: [['Leads of March']],
  Leads: [
    ['Name', 'Phone'],
    ['Ada', '0041791234567'],
    ['Bob', '007'],
  ],
  Companies: [['Company'], ['Acme, Inc.']],
}

/** A workbook of three sheets. */
export const leads = workbook(sheets, 'xlsx')

/** Prepares a database and a folder of temporary files for a file's tests. */
export async function prepareStaging() {
  const db = await createDatabase()
  const config = { ...loadConfig({ DATABASE_URL: db.url }), maxUploadBytes: 60_000_000 }
  const staging: Staging = { pool: db.pool, config }
  const usualDirectory = process.env['TMPDIR']
  const directory = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
  process.env['TMPDIR'] = directory
  whenOver(async () => {
    if (usualDirectory === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usualDirectory
    await rm(directory, { recursive: true })
  })

  async function createOwner(): Promise<number> {
    const user = await db.prisma.user.create({ data: { email: `${randomUUID()}@example.com`, name: 'Ada' } })
    return user.id
  }

  async function stage(bytes: Buffer, { fileName = 'leads.xlsx', sheet = null as string | null, ownerId = 0 } = {}) {
    const owner = ownerId === 0 ? await createOwner() : ownerId
    return await stageUpload(staging, owner, { fileName, content: piecesOf(bytes) }, sheet)
  }

  /** Returns what an owner has; nothing else is ever left behind, on disk neither. */
  async function leftOf(ownerId: number) {
    const [uploads, workbooks, files] = await Promise.all([
      db.prisma.upload.count({ where: { ownerId } }),
      db.prisma.workbook.count({ where: { ownerId } }),
      readdir(directory),
    ])
    return { uploads, workbooks, files: files.filter((name) => name.startsWith('leadstream-')) }
  }

  /** Lets the uploads of an owner expire. */
  async function expire(ownerId: number): Promise<void> {
    const expiresAt = new Date(Date.now() - 2 * 3_600_000)
    await db.prisma.upload.updateMany({ where: { ownerId }, data: { expiresAt } })
  }

  return { db, staging, createOwner, stage, leftOf, expire }
}

async function* piecesOf(bytes: Buffer, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
