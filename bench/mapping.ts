import { basename } from 'node:path'
import { suggest } from '../src/imports/suggest/suggest.ts'
import { corpusFolders } from '../test/support/corpus.ts'
import { corpusCases, type MappingCase, ownCases, scoreCases } from '../test/support/mapping-cases.ts'

/** Accuracy and speed of mapping suggestions. */
export interface MappingFigures {
  /** Cases of the project's own: invented rows under headers of the kinds that tools and people write. */
  own: CaseFigures
  /** By folder, headers of real exports as they are listed, and as the same exports are read from their bytes. */
  corpus: Record<string, { listed: CaseFigures; files: CaseFigures }> | null
  /** Reason why the corpus was not scored. */
  corpusMissing?: string
  /** One suggestion for 50 columns and 200 rows, median. */
  microsecondsFor50Columns200Rows: number
}

/** Shares are from 0 to 1. */
interface CaseFigures {
  entries: number
  typesRight: number
  typeShare: number
  columns: number
  columnsRight: number
  columnShare: number
  wrong: string[]
  /** One suggestion, on average. */
  microseconds: number
}

const goal = { columns: 50, rows: 200, rounds: 100 }

/** Scores the suggestions for all available cases. */
export function benchMapping(): MappingFigures {
  const corpora = corpusFolders('headers.json').map((folder) => {
    const [listed, files] = [corpusCases(folder, 'listed'), corpusCases(folder, 'files')]
    return [basename(folder), { listed: figures(listed), files: figures(files) }] as const
  })
  const corpus = corpora.length > 0 ? Object.fromEntries(corpora) : null
  return {
    own: figures(ownCases()),
    corpus,
    ...(corpus ? {} : { corpusMissing: 'CORPUS_DIR names no folder with a headers.json.' }),
    microsecondsFor50Columns200Rows: timeWide(),
  }
}

/** The figures as a table, with every wrong column if asked for. */
export function mappingTable({ own, corpus, ...rest }: MappingFigures, isVerbose: boolean): string {
  const scored: [string, CaseFigures][] = [
    ['own', own],
    ...Object.entries(corpus ?? {}).flatMap(([name, { listed, files }]): [string, CaseFigures][] => [
      [`${name} listed`, listed],
      [`${name} files`, files],
    ]),
  ]
  const lines = scored.flatMap(([name, score]) => [
    `${name.padEnd(18)}${score.entries} entries, types ${score.typesRight} = ${percent(score.typeShare)}, ` +
      `columns ${score.columnsRight} of ${score.columns} = ${percent(score.columnShare)}, ${score.microseconds} µs each`,
    ...(isVerbose ? score.wrong.map((wrong) => `  ${wrong}`) : []),
  ])
  return [...lines, ...Object.entries(rest).map(([name, value]) => `${name}  ${value}`), ''].join('\n')
}

function figures(cases: MappingCase[]): CaseFigures {
  const { typesRight, columnsRight, ...score } = scoreCases(cases)
  const start = performance.now()
  for (const { columns, rows } of cases) suggest(columns, rows)
  return {
    entries: score.entries,
    typesRight,
    typeShare: share(typesRight, score.entries),
    columns: score.columns,
    columnsRight,
    columnShare: share(columnsRight, score.columns),
    wrong: score.wrong,
    microseconds: Math.round(((performance.now() - start) * 1_000) / cases.length),
  }
}

/** The columns of the own cases side by side, under as many rows as a preview samples. */
function timeWide(): number {
  const cases = ownCases().filter(({ columns }) => columns[0] !== 'Column 1')
  const columns = [...new Set(cases.flatMap((one) => one.columns))].slice(0, goal.columns)
  const cells = columns.map((name) => {
    const one = cases.find((candidate) => candidate.columns.includes(name))
    return one?.rows.map((row) => row[one.columns.indexOf(name)] ?? '') ?? []
  })
  const rows = Array.from({ length: goal.rows }, (_, row) => cells.map((values) => values[row % values.length] ?? ''))
  const times = Array.from({ length: goal.rounds }, () => {
    const start = performance.now()
    suggest(columns, rows)
    return performance.now() - start
  })
  return Math.round((times.toSorted((a, b) => a - b)[goal.rounds / 2] ?? Number.NaN) * 1_000)
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 10_000
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
