import { workbookParts, xlsxOf } from '../../test/support/xlsx-files.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { Caller } from '../harness/start-import.ts'
import { uploadFile } from './files.ts'

type Count = 'copies' | 'rows'

const row = (number: number, text: string) =>
  `<row r="${number}"><c r="A${number}" t="inlineStr"><is><t>${text}</t></is></c></row>`
const small = xlsxOf(workbookParts({ rows: row(1, 'Name') + row(2, 'Ada') }))

/** One user uploads many workbooks at once that take long to read, while another uploads a small one. */
export const slowWorkbooks: Scenario<Count> = {
  name: 'slow-workbooks',
  promise: 'However many slow workbooks one user uploads at once, those of others are read without waiting for them.',
  counts: { copies: { sample: 4, ci: 8, full: 20 }, rows: { sample: 50_000, ci: 200_000, full: 500_000 } },
  run,
}

async function run({ environment, counts: { copies, rows }, report }: Trial<Count>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const createUser = (name: string) => createImporter(database, server.url, { name, credits: 0 })
  const [one, other] = [await createUser('one'), await createUser('other')]
  const undisturbed = await upload(other, small)
  report(`undisturbed: ${undisturbed.ms} ms`)
  const large = Array.from({ length: rows }, (_, at) => row(at + 1, at === 0 ? 'Name' : `Person ${at}`)).join('')
  const kinds = { Large: xlsxOf(workbookParts({ rows: large })), Nested: nestedWorkbook() }

  const violations: string[] = []
  const figures: Record<string, number> = { copies, smallMs: undisturbed.ms }
  for (const [kind, bytes] of Object.entries(kinds)) {
    const began = performance.now()
    const ends: number[] = []
    const slow = Array.from({ length: copies }, async () => {
      const { outcome } = await upload(one, bytes)
      ends.push(performance.now() - began)
      return outcome
    })
    const { ms, outcome } = await upload(other, small)
    const endedBefore = ends.length
    if (!('rows' in outcome))
      violations.push(`next to ${kind.toLowerCase()} workbooks a small one ended as ${JSON.stringify(outcome)}`)
    for (const end of await Promise.all(slow))
      if ('fault' in end) violations.push(`a ${kind.toLowerCase()} workbook: ${end.fault}`)
    // One of them was being read when it arrived.
    if (kind === 'Large' && endedBefore > 1) violations.push(`a small workbook waited for ${endedBefore} large ones`)
    figures[`first${kind}Ms`] = Math.round(ends[0] ?? 0)
    figures[`all${kind}Ms`] = Math.round(ends.at(-1) ?? 0)
    figures[`smallMsBeside${kind}`] = ms
    report(`next to ${kind.toLowerCase()} workbooks: ${ms} ms`)
  }
  violations.push(...errorLogsOf([server]))
  return { figures, violations }
}

/** Returns a workbook of few kilobytes whose styles are nested two million levels deep. */
function nestedWorkbook(): Buffer {
  return xlsxOf({ ...workbookParts(), 'xl/styles.xml': `<styleSheet>${'<a>'.repeat(2_000_000)}` })
}

async function upload(caller: Caller, bytes: Buffer) {
  const began = performance.now()
  const outcome = await uploadFile(caller, { fileName: 'people.xlsx', bytes })
  return { outcome, ms: Math.round(performance.now() - began) }
}
