import type { SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'

/** Returns the record inside a line that a program quoted as a whole, as if it were one cell; any other record unchanged. */
export function unwrapLine(record: SourceRecord, delimiter: string): SourceRecord {
  const [line = '', ...others] = record.cells
  if (record.broken || others.length > 0 || !line.includes(delimiter)) return record
  const reader = new RecordReader(delimiter)
  const [inner, ...more] = [...reader.push(line), ...reader.end()]
  return inner === undefined || inner.broken || more.length > 0 ? record : inner
}
