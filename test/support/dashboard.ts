import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const sources = ['dashboard', 'packages/client/src', 'schema.graphql', 'package-lock.json']

/** Builds the dashboard unless the build is newer than its sources. */
export default async function setup(): Promise<void> {
  const built = await changedAt(join(root, 'dist/dashboard/index.html'))
  const changed = await Promise.all(sources.map((source) => lastChange(join(root, source))))
  if (built > Math.max(...changed)) return
  await promisify(execFile)('npm', ['run', '-s', 'build:dashboard'], { cwd: root })
}

async function lastChange(path: string): Promise<number> {
  if (!(await stat(path)).isDirectory()) return await changedAt(path)
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    // Written by the build itself.
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('gql'))
    .map((entry) => changedAt(join(entry.parentPath, entry.name)))
  return Math.max(...(await Promise.all(files)))
}

async function changedAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}
