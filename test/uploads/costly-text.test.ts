import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { CsvFile } from '../../src/uploads/csv/csv-file.ts'
import { RecordReader } from '../../src/uploads/csv/record-reader.ts'
import { inflated } from '../../src/uploads/gzip.ts'
import { RowChunks } from '../../src/uploads/row-chunks.ts'
import { Table } from '../../src/uploads/table.ts'

const header = 'Name,Email\nAda,ada@example.com\n'

function rowsOf(...pieces: string[]): number {
  const file = new CsvFile()
  for (const piece of pieces) for (const _ of file.push(Buffer.from(piece)));
  for (const _ of file.end());
  return file.findings().totalRows
}

async function inflatedSize(bytes: Buffer): Promise<number> {
  async function* whole() {
    yield bytes
  }
  let size = 0
  for await (const piece of inflated(whole(), true)) size += piece.length
  return size
}

it('reads consecutive blank lines as one record, and counts the lines', () => {
  const blank = ' \n'.repeat(1_000_000)
  expect([...new RecordReader(',').push(`a\n${blank}b\n`)]).toHaveLength(3)
  expect(rowsOf(header, blank, 'Bob,bob@example.com\n')).toBe(2)
})

it('refuses more rows of nothing but delimiters than a sheet has', () => {
  expect(rowsOf(header, ',\n'.repeat(1_000))).toBe(1)
  const table = new Table({ headerLine: 1, width: 2, groups: [] }, 3)
  table.add({ cells: ['Name', 'Email'], broken: false }, 1)
  const addEmpty = () => table.add({ cells: ['', ' '], broken: false }, 2)
  for (let row = 1; row <= 3; row++) addEmpty()
  expect(addEmpty).toThrow('The file has more than 3 empty rows. Delete them and upload it again.')
})

it('stores many short rows in chunks that take little work each, and refuses more rows than any table has', () => {
  const file = new CsvFile()
  const chunks = [Buffer.from(header), Buffer.from('a,b\n'.repeat(100_000))].flatMap((piece) => [...file.push(piece)])
  expect(Math.max(...[...chunks, ...file.end()].map(({ rowCount }) => rowCount))).toBe(20_000)
  const rows = new RowChunks(1, 1, 3)
  const addRow = () => rows.add({ cells: ['a'], broken: false })
  for (let row = 1; row <= 3; row++) addRow()
  expect(addRow).toThrow('The file has more than 3 rows. Split it, and upload the parts one by one.')
})

it('refuses gzip that expands to more than any table, also when it was compressed twice', async () => {
  const bomb = gzipSync('\n'.repeat(20_000_000))
  const message = 'The file expands to far more than any table, so reading it was stopped.'
  await expect(inflatedSize(bomb)).rejects.toThrow(message)
  await expect(inflatedSize(gzipSync(Buffer.concat([bomb, Buffer.alloc(100_000)])))).rejects.toThrow(message)
  expect(await inflatedSize(gzipSync('Ada\n'.repeat(100_000)))).toBe(400_000)
})
