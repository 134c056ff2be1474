import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type pg from 'pg'
import { createClient } from './client.ts'
import { inEnvironment } from './environment.ts'
import { peopleCsv, peopleMapping } from './people.ts'
import { readTenFields } from './reads.ts'
import type { BuiltServer } from './server.ts'

/** A package, a folder of `src/` or a part of Node, and its share of the processor time, from 0 to 1. */
export interface TimeShare {
  part: string
  share: number
}

/** Returns where the server's time goes while it imports people. */
export async function profileImport(rows: number): Promise<TimeShare[]> {
  return await profiled(async (server, pool, begin) => {
    const client = await createClient(pool, server.url, rows * 2)
    const uploadId = await client.upload(Readable.from(peopleCsv(rows)))
    await client.importPeople({ uploadId }, rows, peopleMapping)
    await pool.query('TRUNCATE list_rows, company_rows CASCADE')
    begin()
    await client.importPeople({ uploadId }, rows, peopleMapping)
  })
}

/** Returns where the server's time goes while it answers pages of 100 people with ten fields. */
export async function profileReads(seconds: number): Promise<TimeShare[]> {
  return await profiled(async (server, pool, begin) => {
    const read = await readTenFields(server, pool)
    await read(seconds / 2)
    begin()
    await read(seconds)
  })
}

async function profiled(
  work: (server: BuiltServer, pool: pg.Pool, begin: () => void) => Promise<void>,
): Promise<TimeShare[]> {
  const folder = await mkdtemp(join(tmpdir(), 'leadstream-profile-'))
  const file = join(folder, 'profile.json')
  const profiler = new URL('profiler.js', import.meta.url).href
  let sourceOf = (url: string, _line: number) => url
  try {
    await inEnvironment(
      async ({ server, pool }) => {
        sourceOf = await sourcesOf(server.folder)
        await work(server, pool, () => void process.kill(server.pid, 'SIGUSR2'))
      },
      { NODE_OPTIONS: `--import=${profiler}`, BENCH_PROFILE: file },
    )
    return timeShares(JSON.parse(await readFile(file, 'utf8')), sourceOf)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns where the lines of a bundled program are from, which it says in comments. */
async function sourcesOf(folder: string): Promise<(url: string, line: number) => string> {
  const bundles = new Map<string, string[]>()
  for (const name of (await readdir(folder)).filter((file) => /^main.*\.js$/.test(file))) {
    let source = ''
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n').map((line) => {
      source = /^\/\/ (\S+\.[cm]?js)$/.exec(line)?.[1] ?? source
      return source
    })
    bundles.set(pathToFileURL(join(folder, name)).href, lines)
  }
  return (url, line) => bundles.get(url)?.[line] || url
}

/**
 * Returns the time that each part takes itself, without what it calls, largest first. Samples are counted, not the time between them,
 * which is longer while other programs run. `sourceOf` returns the file that a function is from, by the file that runs and its line.
 */
export function timeShares(
  { nodes, samples = [] }: Profiler.Profile,
  sourceOf: (url: string, line: number) => string,
): TimeShare[] {
  const parts = new Map<number, string | null>()
  const name = (node: Profiler.ProfileNode, caller: string | null): void => {
    const { functionName, url, lineNumber } = node.callFrame
    const part = partOf(functionName, url === '' ? '' : sourceOf(url, lineNumber), caller)
    parts.set(node.id, part)
    for (const child of node.children ?? []) {
      const found = byId.get(child)
      if (found) name(found, part)
    }
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const [root] = nodes
  if (root) name(root, null)
  const counts = new Map<string, number>()
  for (const id of samples) {
    const part = parts.get(id)
    if (part) counts.set(part, (counts.get(part) ?? 0) + 1)
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts]
    .map(([part, count]) => ({ part, share: count / total }))
    .toSorted((one, other) => other.share - one.share)
}

/** Returns the part that a function belongs to: its caller's for one of the engine's own, such as `JSON.parse`; null for none. */
function partOf(functionName: string, url: string, caller: string | null): string | null {
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return "Node's native code"
  if (functionName === '(root)' || functionName === '(idle)') return null
  if (url === '') return caller ?? "Node's native code"
  if (url.startsWith('node:')) return "Node's modules"
  const inPackage = /.*node_modules\/(@[^/]+|[^/]+)/.exec(url)?.[1]
  if (inPackage !== undefined) return inPackage
  const inSources = /\.built-[^/]+\/((?:[\w-]+\/){0,2})/.exec(url)?.[1]
  return inSources === undefined ? 'other' : `src/${inSources}`
}
