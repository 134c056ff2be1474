import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Returns whether a built file is newer than all that it was built from: files, and folders except what the build writes there. */
export async function isBuilt(file: string, sources: readonly string[]): Promise<boolean> {
  const built = await changedAt(resolve(file))
  const changed = await Promise.all(sources.map((source) => lastChange(resolve(source))))
  return built > Math.max(...changed)
}

async function lastChange(path: string): Promise<number> {
  if (!(await stat(path)).isDirectory()) return await changedAt(path)
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
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
