import type { AllFigures } from './all.ts'
import type { TimeShare } from './profile.ts'

/** A measured figure: what it is, where it is found in the figures, its unit and its goal. */
type Measure = readonly [text: string, path: string, unit: string, goal?: string]

const measures: Readonly<Record<string, readonly Measure[]>> = {
  'Imports of 100,000 people': [
    ['Time, as a multiple of COPY of the same rows into the same tables', 'import.timesCopy', '×', '≤ 1.6'],
    ['Processor time of server and Postgres, as a multiple of that of COPY', 'import.cpuTimesCopy', '×'],
    ['Times as fast as `createMany` of Prisma', 'import.timesFasterThanCreateMany', '×', '≥ 12'],
    ['Rows', 'import.rowsPerSecond', 'a second'],
    ['Processor time of the server', 'import.serverCpuSeconds', 's'],
    ['Processor time of Postgres', 'import.postgresCpuSeconds', 's'],
    ['Processor time of COPY', 'import.copyCpuSeconds', 's'],
    ['Peak memory of the server', 'import.peakRssMb', 'MB', '≤ 400'],
  ],
  'A file of 1,000,000 people': [
    ['Upload', 'upload.uploadSeconds', 's'],
    ['Upload, as a multiple of COPY of the same content', 'upload.uploadTimesCopy', '×'],
    ['Import', 'upload.importSeconds', 's'],
    ['Cost a row of the import, as a multiple of that at 100,000 rows', 'upload.importCostPerRowRatio', '×', '≤ 1.1'],
    ['Slowest page, as a multiple of the median', 'upload.slowestPageTimesMedian', '×', '≤ 2'],
    ['Peak memory of the server', 'upload.peakRssMb', 'MB', '≤ 400'],
  ],
  'Five users at once, 50,000 rows each': [
    ['Throughput, as a multiple of that of one import', 'fairness.timesAlone', '×'],
    ['The same with a second server', 'fairness.timesAloneWithTwoServers', '×', '≥ 1.3'],
    ["Another user's 50 rows meanwhile, median", 'fairness.smallMilliseconds', 'ms', '≤ 500'],
    ['The slowest of ten', 'fairness.slowestSmallMilliseconds', 'ms'],
  ],
  'Undo of 100,000 rows': [
    ['Time, as a multiple of the import', 'undo.timesImport', '×', '≤ 2'],
    ['Processor time, as a multiple of that of the import', 'undo.cpuTimesImport', '×'],
  ],
  'Export of 1,000,000 people': [
    ['CSV, as a multiple of COPY of the same columns to a file', 'export.csvTimesCopy', '×', '≤ 2.5'],
    ['CSV', 'export.csvSeconds', 's'],
    ['JSON Lines', 'export.jsonlSeconds', 's'],
    ['.xlsx', 'export.xlsxSeconds', 's'],
    ['Peak memory of the server', 'export.peakRssMb', 'MB', '≤ 400'],
  ],
  'Search in a list of 1,000,000 people': [
    ['A rare word', 'search.rareMs', 'ms', '≤ 50'],
    ['A common word', 'search.commonMs', 'ms', '≤ 50'],
    ['A word without matches', 'search.missingMs', 'ms', '≤ 50'],
    ['Size of the index', 'search.indexMb', 'MB'],
  ],
  'Pages of 100 people': [
    ['Ten fields: times as many as the plain recipe', 'reads.tenFields.timesRecipe', '×', '≥ 3'],
    ['Ten fields: share of what pg alone reads', 'reads.tenFields.shareOfPg', '', '≥ 0.3'],
    ['Ten fields: processor time of the recipe, as a multiple', 'reads.tenFields.cpuTimesRecipe', '×'],
    ['Ten fields: processor time of the server', 'reads.tenFields.cpuMs', 'ms'],
    ['The same of the plain recipe', 'reads.tenFields.recipeCpuMs', 'ms'],
    ['With company and count: times as many as the recipe', 'reads.withCompanyAndCount.timesRecipe', '×', '≥ 3'],
    ['With company and count: share of pg', 'reads.withCompanyAndCount.shareOfPg', '', '≥ 0.3'],
    ['With company and count: processor time of the server', 'reads.withCompanyAndCount.cpuMs', 'ms'],
    ['The same of the plain recipe', 'reads.withCompanyAndCount.recipeCpuMs', 'ms'],
  ],
  '1,000 subscribers to one run': (['WebSocket', 'SSE'] as const).flatMap((transport): Measure[] => [
    [`${transport}: processor time of a message`, `fanout.${transport}.cpuPerMessage`, 'µs', '≤ 20'],
    [`${transport}: the plain recipe's, as a multiple`, `fanout.${transport}.timesLessThanRecipe`, '×', '≥ 3'],
    [`${transport}: processor time of a connection`, `fanout.${transport}.cpuPerConnect`, 'ms', '≤ 0.5'],
    [`${transport}: memory of a subscriber`, `fanout.${transport}.memoryPerSubscriber`, 'kB', '≤ 15'],
    [`${transport}: 99 of 100 have a change after`, `fanout.${transport}.p99Latency`, 'ms'],
  ]),
  'Start on an existing database': [
    ['Until the server is ready', 'startup.secondsUntilReady', 's', '≤ 1'],
    ['Processor time until then', 'startup.processorSecondsUntilReady', 's'],
  ],
  'Workbooks of 100,000 rows': [
    ['Reading, as a multiple of inflating the file', 'xlsx.timesInflate', '×', '≤ 6'],
    ['Peak memory', 'xlsx.peakRssMb', 'MB'],
  ],
  Suggestions: [
    ['Columns mapped right, of the own cases', 'mapping.own.columnShare', ''],
    ['Time for 50 columns and 200 rows', 'mapping.microsecondsFor50Columns200Rows', 'µs'],
    ['Merging people: precision', 'identity.people.precision', ''],
    ['Merging people: recall', 'identity.people.recall', ''],
  ],
}

/** Returns docs/performance.md. */
export function performanceDocument({ date, commit, machine, seconds, figures, profiles }: AllFigures): string {
  const { processor, cores, memoryGb, platform, node, loadBefore } = machine
  const busy =
    loadBefore > 0.3
      ? ` Other programs kept ${loadBefore} cores busy when it began: ratios of processor time hold, seconds are too long.`
      : ''
  const tables = Object.entries(measures).map(([title, lines]) => [title, rowsOf(lines, figures)] as const)
  const sections = tables.filter(([, rows]) => rows.length > 0)
  const missing = tables.filter(([, rows]) => rows.length === 0).map(([title]) => title)
  return `# Performance

Ratios within one run, against what the same machine does at best: COPY, pg alone, or the plain recipe, which is Yoga, Pothos and Prisma as their guides combine them. They say more than seconds, which depend on the machine.
\`npm run -s bench -- report\` wrote this page on ${date} at commit \`${commit}\`: ${cores} cores (${processor}), ${memoryGb} GB, ${platform}, Node.js ${node}, embedded Postgres on the same cores. All took ${Math.ceil(seconds / 60)} min.${busy}

## Figures

${sections.map(([title, rows]) => `### ${title}\n\n| | Measured | Goal |\n| --- | --- | --- |\n${rows.join('\n')}\n`).join('\n')}${missing.length === 0 ? '' : `\nNot measured in this run: ${missing.join('; ')}.\n`}
## Where the time goes

Processor time of the server's process alone, without what it waits for. A row is what functions of that part take themselves, without what they call; Node's modules include system calls, such as writing to sockets.

${profileTable('An import', profiles.import)}
${profileTable('A page of 100 people with ten fields', profiles.reads)}
## Repeat it

\`\`\`sh
npm run -s bench -- all --json > figures.json   # all benchmarks
npm run -s bench -- report figures.json         # writes this page from them; without a file, runs them first
npm run -s bench -- reads --json                # one of them; \`--help\` lists all
\`\`\`

Leave the machine alone meanwhile. Each benchmark builds the server, starts it with the options of \`npm start\` on a new embedded Postgres, and removes both.
\`npm run -s bench -- ratios\` takes a minute: it compares ratios of processor time with those of \`bench/ratios.json\` and warns about those that are clearly worse. \`.ci/run\` calls it.
`
}

function rowsOf(lines: readonly Measure[], figures: Record<string, object>): string[] {
  return lines.flatMap(([text, path, unit, goal]) => {
    const value = valueAt(figures, path)
    return value === null ? [] : [`| ${text} | ${number(value)} ${unit} | ${goal ?? ''} |`.replace(/ {2,}/g, ' ')]
  })
}

function profileTable(title: string, shares: readonly TimeShare[]): string {
  const rows = shares
    .filter(({ share }) => share >= 0.02)
    .map(({ part, share }) => `| ${part} | ${Math.round(share * 100)} % |`)
  return `### ${title}\n\n| Part | Share |\n| --- | --- |\n${rows.join('\n')}\n`
}

function valueAt(figures: object, path: string): number | null {
  let value: unknown = figures
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}
