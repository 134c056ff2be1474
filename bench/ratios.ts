import { readFile, writeFile } from 'node:fs/promises'
import { benchFanout } from './fanout.ts'
import { benchImport } from './import.ts'
import { benchReads } from './reads.ts'
import { benchXlsx } from './xlsx.ts'

/** Ratios of processor time within one run; null where they can't be measured. */
export type Ratios = Record<string, number | null>

const file = new URL('ratios.json', import.meta.url)

/** A ratio counts as worse when it exceeds the stored one by this factor: some change with the machine. */
const tolerance = 1.25

/** No benchmark begins later than this, in milliseconds. */
const lastBegin = 55_000

/** Small runs, in the order of their weight. All ratios are costs: less is better. */
const benchmarks: Readonly<Record<string, () => Promise<Ratios>>> = {
  import: async () => {
    const { cpuTimesCopy } = await benchImport({ rows: 10_000, rounds: 2 })
    return { 'import / COPY': cpuTimesCopy }
  },
  reads: async () => {
    const { tenFields, withCompanyAndCount } = await benchReads({ rows: 5_000, seconds: 2 })
    return {
      'page of a list / plain recipe': 1 / tenFields.cpuTimesRecipe,
      'page with companies and count / plain recipe': 1 / withCompanyAndCount.cpuTimesRecipe,
    }
  },
  fanout: async () => {
    const { WebSocket, SSE } = await benchFanout({ subscribers: 200, changes: 30 })
    return {
      'message by WebSocket / plain recipe': 1 / WebSocket.timesLessThanRecipe,
      'message by SSE / plain recipe': 1 / SSE.timesLessThanRecipe,
    }
  },
  xlsx: async () => {
    const { timesInflateCpu } = await benchXlsx({ rows: 20_000 })
    return { 'reading an .xlsx / inflating it': timesInflateCpu }
  },
}

/** Measures the ratios; stops after about a minute with what it has. */
export async function measureRatios(onBegin: (name: string) => void): Promise<Ratios> {
  const began = performance.now()
  const ratios: Ratios = {}
  for (const [name, run] of Object.entries(benchmarks)) {
    if (performance.now() - began > lastBegin) break
    onBegin(name)
    for (const [ratio, value] of Object.entries(await run())) {
      ratios[ratio] = Number.isFinite(value) && value !== null ? Math.round(value * 100) / 100 : null
    }
  }
  return ratios
}

/** Returns the ratios of bench/ratios.json. */
export async function committedRatios(): Promise<Ratios> {
  return JSON.parse(await readFile(file, 'utf8'))
}

/** Writes bench/ratios.json. */
export async function saveRatios(ratios: Ratios): Promise<void> {
  await writeFile(file, `${JSON.stringify(ratios, null, 2)}\n`)
}

/** Returns a line for each stored ratio, with a warning where the measured one is clearly worse. */
export function compareRatios(measured: Ratios, committed: Ratios): string {
  return Object.entries(committed)
    .map(([name, before]) => {
      const now = measured[name]
      if (before === null || now === undefined || now === null) return `${name}: not measured\n`
      if (now <= before * tolerance) return `${name}: ${now} (committed: ${before})\n`
      return `WARNING: ${name}: ${now}, more than ${tolerance} times the committed ${before}. Profile it, or store the new ratio with \`npm run -s bench -- ratios --write\`.\n`
    })
    .join('')
}
