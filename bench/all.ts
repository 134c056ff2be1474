import { execFile } from 'node:child_process'
import { cpus, loadavg, totalmem, type } from 'node:os'
import { promisify } from 'node:util'
import { benchExport } from './export.ts'
import { benchFairness } from './fairness.ts'
import { benchFanout } from './fanout.ts'
import { timed } from './figures.ts'
import { benchIdentity } from './identity.ts'
import { benchImport } from './import.ts'
import { benchMapping } from './mapping.ts'
import { profileImport, profileReads, type TimeShare } from './profile.ts'
import { benchReads } from './reads.ts'
import { benchSearch } from './search.ts'
import { benchStartup } from './startup.ts'
import { benchUndo } from './undo.ts'
import { benchUpload } from './upload.ts'
import { benchXlsx } from './xlsx.ts'

/** Each benchmark, at a size that fits into a few minutes on two cores. */
const benchmarks: Readonly<Record<string, () => object | Promise<object>>> = {
  import: () => benchImport({ rows: 100_000, rounds: 3 }),
  upload: () => benchUpload({ rows: 1_000_000 }),
  fairness: () => benchFairness({ rows: 50_000 }),
  undo: () => benchUndo({ rows: 100_000, rounds: 3 }),
  export: () => benchExport({ rows: 1_000_000 }),
  search: () => benchSearch({ rows: 1_000_000 }),
  reads: () => benchReads({ rows: 100_000, seconds: 10 }),
  fanout: () => benchFanout({ subscribers: 1_000, changes: 30 }),
  startup: () => benchStartup({ rounds: 5 }),
  xlsx: () => benchXlsx({ rows: 100_000 }),
  mapping: () => benchMapping(),
  identity: () => benchIdentity(undefined),
}

/** The figures of all benchmarks, and on what they were measured. */
export interface AllFigures {
  /** `YYYY-MM-DD`. */
  date: string
  commit: string
  machine: {
    processor: string
    cores: number
    memoryGb: number
    platform: string
    node: string
    /** Mean number of busy cores in the minute before. */
    loadBefore: number
  }
  /** Time that all took. */
  seconds: number
  figures: Record<string, object>
  /** The processor time of the server by what it does. */
  profiles: Record<'import' | 'reads', TimeShare[]>
}

/** Runs all benchmarks one after the other, or those of some names. */
export async function benchAll(only: readonly string[], onBegin: (name: string) => void): Promise<AllFigures> {
  const isMeant = (name: string) => only.length === 0 || only.includes(name)
  const [load = 0] = loadavg()
  const { stdout: commit } = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'])
  const figures: Record<string, object> = {}
  const profiles: AllFigures['profiles'] = { import: [], reads: [] }
  const seconds = await timed(async () => {
    for (const [name, run] of Object.entries(benchmarks).filter(([name]) => isMeant(name))) {
      onBegin(name)
      figures[name] = await run()
    }
    if (!isMeant('profiles')) return
    onBegin('profiles')
    profiles.import = await profileImport(100_000)
    profiles.reads = await profileReads(10)
  })
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit.trim(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1e9),
      platform: type(),
      node: process.version,
      loadBefore: Math.round(load * 10) / 10,
    },
    seconds: Math.round(seconds),
    figures,
    profiles,
  }
}
