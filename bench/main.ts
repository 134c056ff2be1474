import { readFile, writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import { type AllFigures, benchAll } from './all.ts'
import { benchCapacity, capacityTable } from './capacity.ts'
import type { Load } from './capacity-simulation.ts'
import { benchExport } from './export.ts'
import { benchFairness } from './fairness.ts'
import { benchFanout } from './fanout.ts'
import { benchIdentity, identityTable } from './identity.ts'
import { benchImport } from './import.ts'
import { benchMapping, mappingTable } from './mapping.ts'
import { benchOwners } from './owners.ts'
import { committedRatios, compareRatios, measureRatios, saveRatios } from './ratios.ts'
import { benchReads } from './reads.ts'
import { performanceDocument } from './report.ts'
import { benchScroll } from './scroll.ts'
import { benchSearch } from './search.ts'
import { benchStartup } from './startup.ts'
import { benchUndo } from './undo.ts'
import { benchUpload } from './upload.ts'
import { benchXlsx } from './xlsx.ts'

const rowsOption = ['--rows <n>', 'rows of the file', wholeNumber, 100_000] as const
const roundsOption = ['--rounds <n>', 'how often each side runs; the median counts', wholeNumber, 3] as const

const program = new Command('bench').description(
  'Measures the performance that the documentation claims, as ratios within one run.',
)

program
  .command('import')
  .description('imports a CSV of people through the API, against COPY of the same finished rows and against createMany')
  .option(...rowsOption)
  .option(...roundsOption)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; rounds: number; json?: true }) => {
    const result = await benchImport(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('undo')
  .description('imports a CSV of people through the API and undoes the import, against the import itself')
  .option(...rowsOption)
  .option(...roundsOption)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; rounds: number; json?: true }) => {
    const result = await benchUndo(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('upload')
  .description(
    'sends a file by PUT /uploads, previews and imports it: its memory, and its cost a row against a small file',
  )
  .option(rowsOption[0], rowsOption[1], wholeNumber, 1_000_000)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchUpload(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('fairness')
  .description('imports files of five users at once, and small ones of a sixth meanwhile')
  .option(rowsOption[0], 'rows of each file', wholeNumber, 100_000)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchFairness(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('owners')
  .description('imports a file for each of several owners at once, on the cluster of TEST_DATABASE_URL if that is set')
  .option('--owners <n>', 'owners', wholeNumber, 4)
  .option(rowsOption[0], 'rows of each file', wholeNumber, 20_000)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { owners: number; rows: number; json?: true }) => {
    const result = await benchOwners(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('capacity')
  .description('simulates how many workers a load needs, from what a row costs here; checks the simulation first')
  .option('--imports-per-hour <n>', 'imports of files in an hour', wholeNumber, 100)
  .option('--rows <n>', 'mean rows of a file', wholeNumber, 20_000)
  .option('--searches-per-hour <n>', 'Sales Navigator searches in an hour', wholeNumber, 5)
  .option('--people <n>', 'people of a search', wholeNumber, 300)
  .option('--accounts <n>', 'LinkedIn accounts', wholeNumber, 20)
  .option('--database-cores <n>', 'cores of the database', wholeNumber, 4)
  .option('--json', 'print JSON')
  .action(async ({ json, ...load }: Load & { databaseCores: number; json?: true }) => {
    const result = await benchCapacity(load)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : capacityTable(result))
  })

program
  .command('mapping')
  .description(
    "scores suggested mappings on the project's own cases, and on headers of real exports if CORPUS_DIR is set",
  )
  .option('--verbose', 'list what is wrong')
  .option('--json', 'print JSON')
  .action(({ json, verbose }: { json?: true; verbose?: true }) => {
    const result = benchMapping()
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : mappingTable(result, verbose === true))
  })

program
  .command('identity')
  .description('scores which labelled pairs of rows merge: those of a file, or of the folder that IDENTITY_DIR names')
  .argument('[file]', 'pairs as JSON: a, b, common, category')
  .option('--verbose', 'list what is wrong')
  .option('--json', 'print JSON')
  .action((file: string | undefined, { json, verbose }: { json?: true; verbose?: true }) => {
    const result = benchIdentity(file)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : identityTable(result, verbose === true))
  })

program
  .command('export')
  .description('exports a list of people in each format: its memory, and its time against COPY of the same rows')
  .option(rowsOption[0], rowsOption[1], wholeNumber, 1_000_000)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchExport(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('reads')
  .description('reads pages of a list, against the plain recipe of Yoga, Pothos and Prisma, and against pg alone')
  .option(...rowsOption)
  .option('--seconds <n>', 'how long each side reads', wholeNumber, 10)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; seconds: number; json?: true }) => {
    const { rows, ...pages } = await benchReads(options)
    const tables = Object.entries(pages).map(([name, page]) => `${name}\n${table(page)}`)
    process.stdout.write(json ? `${JSON.stringify({ rows, ...pages }, null, 2)}\n` : tables.join(''))
  })

program
  .command('search')
  .description('searches a list for rare, common and missing words, before and after its rows are indexed')
  .option(rowsOption[0], rowsOption[1], wholeNumber, 1_000_000)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchSearch(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('scroll')
  .description(
    "scrolls the dashboard's table of people: processor time of a frame, against a table without a framework",
  )
  .option(...rowsOption)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchScroll(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('xlsx')
  .description('reads an .xlsx of people to the last row, against only inflating the same file')
  .option(...rowsOption)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; json?: true }) => {
    const result = await benchXlsx(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('fanout')
  .description('sends the changes of a run to many subscribers, against the documented setup of Yoga in the same run')
  .option('--subscribers <n>', 'connections', wholeNumber, 1_000)
  .option('--changes <n>', 'changes of the run', wholeNumber, 30)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { subscribers: number; changes: number; json?: true }) => {
    const { WebSocket, SSE, ...rest } = await benchFanout(options)
    const named = (transport: string, figures: object) =>
      Object.entries(figures).map(([name, value]) => [`${transport} ${name}`, value])
    const rows = Object.fromEntries([...Object.entries(rest), ...named('WebSocket', WebSocket), ...named('SSE', SSE)])
    process.stdout.write(json ? `${JSON.stringify({ ...rest, WebSocket, SSE }, null, 2)}\n` : table(rows))
  })

program
  .command('startup')
  .description('starts the server on a database that is there, until it is ready')
  .option('--rounds <n>', 'how often; the median counts', wholeNumber, 5)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rounds: number; json?: true }) => {
    const result = await benchStartup(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

program
  .command('all')
  .description('runs all benchmarks, and profiles of the two paths that matter most')
  .argument('[names...]', 'only these, and `profiles`')
  .option('--json', 'print JSON')
  .action(async (names: string[], { json }: { json?: true }) => {
    const result = await benchAll(names, log)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : performanceDocument(result))
  })

program
  .command('report')
  .description('writes docs/performance.md, from a new run of all benchmarks or from what `all --json` printed')
  .argument('[file]', 'the output of `all --json`')
  .action(async (file: string | undefined) => {
    const result: AllFigures = file === undefined ? await benchAll([], log) : JSON.parse(await readFile(file, 'utf8'))
    await writeFile('docs/performance.md', performanceDocument(result))
  })

program
  .command('ratios')
  .description('compares ratios of processor time in a short run with those of bench/ratios.json, and warns')
  .option('--write', 'store them instead')
  .action(async ({ write }: { write?: true }) => {
    const measured = await measureRatios(log)
    if (write) await saveRatios(measured)
    else process.stdout.write(compareRatios(measured, await committedRatios()))
  })

await program.parseAsync()

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Must be a whole number of at least 1.')
  return value
}

function table(result: object): string {
  const entries = Object.entries(result)
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}
