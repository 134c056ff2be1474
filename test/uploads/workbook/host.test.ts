import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../../src/errors.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import type { WorkbookType } from '../../../src/uploads/file-type.ts'
import type { RowChunk } from '../../../src/uploads/row-text.ts'
import { limitsFor, type ReaderLimits, readApart } from '../../../src/uploads/workbook/host.ts'
import { openDocument, workbook } from '../../support/workbooks.ts'
import { withFile } from '../../support/xlsx-files.ts'

interface Reading {
  ownerId?: number
  kind?: WorkbookType
  sheet?: string | null
  limits?: Partial<ReaderLimits>
  store?: (chunk: RowChunk) => Promise<void>
}

async function read(
  bytes: Buffer,
  { ownerId = 1, kind = 'zip', sheet = null, limits = {}, store = async () => {} }: Reading = {},
) {
  return await withFile(
    bytes,
    async (path) => await readApart({ ownerId, path, kind, sheet }, { ...limitsFor(bytes.length), ...limits }, store),
  )
}

const rows = Array.from({ length: 3_000 }, (_, index) => [index, 'x'.repeat(1_000)])
const leads = workbook({ Leads: [['Id', 'Note'], ...rows] }, 'xlsx')
/** A billion cells in a file of a kilobyte. */
const hostile = openDocument(
  `<table:table table:name="Leads"><table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`,
)
const tooCostly = new UnreadableFileError('The workbook takes too much time or memory to read. Save the sheet as CSV.')

describe('reading a workbook in a separate process', () => {
  it('yields a chunk when the previous one is stored', async () => {
    const events: string[] = []
    const findings = await read(leads, {
      store: async ({ firstRow, rowCount }) => {
        events.push(`from ${firstRow}`)
        await new Promise((resolve) => setImmediate(resolve))
        events.push(`to ${firstRow + rowCount - 1}`)
      },
    })
    expect(findings).toMatchObject({ sheet: 'Leads', columns: ['Id', 'Note'], totalRows: 3_000 })
    const [first, last] = [/^from 1$/, /^to 3000$/]
    expect(events).toHaveLength(6)
    expect(events[0]).toMatch(first)
    expect(events[5]).toMatch(last)
    expect(events.map((event) => event.split(' ')[0])).toEqual(['from', 'to', 'from', 'to', 'from', 'to'])
  })

  it('throws what is wrong with the workbook', async () => {
    await expect(read(leads.subarray(0, -100))).rejects.toBeInstanceOf(UnreadableFileError)
    await expect(read(leads, { sheet: 'Leeds' })).rejects.toBeInstanceOf(InvalidInputError)
  })

  it('throws what goes wrong with us as it is', async () => {
    const job = { ownerId: 1, path: '/no/such/file', kind: 'zip', sheet: null } as const
    await expect(readApart(job, limitsFor(1), async () => {})).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('ends if a chunk cannot be stored', async () => {
    const failed = new Error('The disk is full')
    let chunks = 0
    const store = async () => {
      chunks++
      throw failed
    }
    await expect(read(leads, { store })).rejects.toBe(failed)
    expect(chunks).toBe(1)
  })

  it('ends at the limit of its memory', async () => {
    await expect(read(hostile, { limits: { memoryMb: 48 } })).rejects.toEqual(tooCostly)
  })

  it('ends a reader that fills an array forever because of a zero-length record, and no other', async () => {
    const stream = workbook({ Leads: [['Name'], ['Ada']] }, 'biff4')
    const behindFirst = 4 + stream.readUInt16LE(2)
    const endless = Buffer.concat([
      stream.subarray(0, behindFirst),
      Buffer.from('07000000', 'hex'),
      stream.subarray(behindFirst),
    ])
    await expect(read(endless, { kind: 'stream', limits: { memoryMb: 96 } })).rejects.toEqual(tooCostly)
  })

  it.each<keyof ReaderLimits>(['totalMs', 'chunkMs'])('ends at the limit of its time: %s', async (limit) => {
    await expect(read(hostile, { limits: { [limit]: 1_500 } })).rejects.toEqual(tooCostly)
  })

  it('lets others wait while two read', async () => {
    let reading = 0
    let most = 0
    let release: () => void = () => undefined
    const two = new Promise<void>((resolve) => {
      release = resolve
    })
    const store = async () => {
      reading++
      most = Math.max(most, reading)
      if (reading === 2) release()
      await two
      await new Promise((resolve) => setImmediate(resolve))
      reading--
    }
    const small = workbook({ Leads: [['Name'], ['Ada']] }, 'xlsx')
    await Promise.all([1, 2, 3, 4].map((ownerId) => read(small, { ownerId, store })))
    expect(most).toBe(2)
  })

  it('leaves a reader to other owners, however many workbooks one owner sends', async () => {
    const small = workbook({ Leads: [['Name'], ['Ada']] }, 'xlsx')
    let reading = 0
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const store = async () => {
      reading++
      await released
    }
    const many = Array.from({ length: 4 }, () => read(small, { ownerId: 1, store }))
    await read(small, { ownerId: 2 })
    await read(small, { ownerId: 3 })
    expect(reading).toBeLessThan(2)
    release()
    await Promise.all(many)
    expect(reading).toBe(4)
  })
})
