import { expect, it } from 'vitest'
import { RowCount } from '../../src/cli/row-count.ts'

it.each([
  ['csv', 'id,title\r\nrow_1,"a ""b""\n, c"\r\nrow_2,\r\n', 2],
  ['csv', 'id,title\r\n', 0],
  ['csv', 'id', 0],
  ['jsonl', '{"title":"\\"a\\n"}\n{"title":null}\n', 2],
  ['xlsx', 'PK\n\n', 0],
] as const)('counts the rows of a file in %s: %j', (format, text, count) => {
  for (const size of [1, 7, 100]) {
    const rows = new RowCount(format)
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) rows.add(bytes.subarray(at, at + size))
    expect(rows.count).toBe(count)
  }
})
