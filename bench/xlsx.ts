import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median, round2 } from './figures.ts'
import { writeWorkbook } from './workbook-file.ts'
import type { XlsxMeasure } from './xlsx-process.ts'

const run = promisify(execFile)
const rounds = 3

/** Cost of reading an .xlsx: medians in seconds, each round in a separate process. */
export interface XlsxFigures {
  rows: number
  bytes: number
  /** To only inflate all parts of the file. */
  inflateSeconds: number
  /** From opening the file to its last row. */
  readSeconds: number
  /** readSeconds / inflateSeconds: 6 is the goal. */
  timesInflate: number
  /** The same in CPU time, which does not depend on other load. */
  timesInflateCpu: number
  /** Peak memory of a process that reads it. */
  peakRssMb: number
  /** Includes the row of column names. */
  rowsRead: number
}

/** Alternates reading and only inflating a workbook of `rows` people with ten columns. */
export async function benchXlsx({ rows }: { rows: number }): Promise<XlsxFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  try {
    const path = join(directory, 'people.xlsx')
    await writeWorkbook(path, rows)
    const inflated: XlsxMeasure[] = []
    const read: XlsxMeasure[] = []
    for (let round = 0; round < rounds; round++) {
      inflated.push(await measure('inflate', path))
      read.push(await measure('read', path))
    }
    const cpuOf = ({ cpuSeconds }: XlsxMeasure) => cpuSeconds
    const inflateSeconds = median(inflated.map(({ seconds }) => seconds))
    const readSeconds = median(read.map(({ seconds }) => seconds))
    return {
      rows,
      bytes: (await stat(path)).size,
      inflateSeconds: round2(inflateSeconds),
      readSeconds: round2(readSeconds),
      timesInflate: round2(readSeconds / inflateSeconds),
      timesInflateCpu: round2(median(read.map(cpuOf)) / median(inflated.map(cpuOf))),
      peakRssMb: Math.round(Math.max(...read.map(({ peakRssMb }) => peakRssMb))),
      rowsRead: Math.min(...read.map(({ rowsRead }) => rowsRead)),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function measure(what: 'inflate' | 'read', path: string): Promise<XlsxMeasure> {
  const script = fileURLToPath(new URL('./xlsx-process.ts', import.meta.url))
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, what, path])
  return JSON.parse(stdout)
}
