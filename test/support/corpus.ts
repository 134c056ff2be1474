import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Returns the folders in `CORPUS_DIR`, separated like those in `PATH`, that have this file. */
export function corpusFolders(file: string): string[] {
  const folders = (process.env['CORPUS_DIR'] ?? '').split(delimiter)
  return folders.filter((folder) => folder !== '' && existsSync(join(folder, file)))
}
