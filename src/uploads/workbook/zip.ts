import yauzl from 'yauzl'
import { UnreadableFileError } from '../errors.ts'
import { asUnreadable, damaged, notWhole } from './damaged.ts'
import { Parts } from './parts.ts'
import { protectedByPassword } from './refusals.ts'

/** Types of workbooks that are ZIP archives. */
export type ZipKind = 'xlsx' | 'xlsb' | 'ods'

const maxEntries = 10_000

/** Archives that users mistake for a workbook, by the name of a file in them. */
const others: readonly (readonly [name: RegExp, what: string])[] = [
  [/^word\//, 'a Word document'],
  [/^ppt\//, 'a PowerPoint presentation'],
  [/^(?:index\.(?:zip|apxl|xml)|index\/)/, 'a Numbers, Pages or Keynote file'],
]

/** Returns the type of the workbook at `path` by its list of files. Throws UnreadableFileError when it is not a workbook. */
export async function zipKind(path: string): Promise<ZipKind> {
  const names = (await namesIn(path)).map((name) => name.toLowerCase())
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  if (has(/(?:^|\/)workbook\d*\.bin$/)) return 'xlsb'
  if (has(/(?:^|\/)workbook\d*\.xml$/)) return 'xlsx'
  if (has(/^content\.xml$/)) return 'ods'
  const other = others.find(([pattern]) => has(pattern))
  if (other) throw new UnreadableFileError(`This is ${other[1]}, not a table. Export it as .xlsx or CSV.`)
  // The main part of a workbook may have an unusual name.
  if (has(/^\[content_types\]\.xml$/)) return 'xlsx'
  throw new UnreadableFileError('This is a ZIP archive without a workbook. Unpack it and choose the file inside.')
}

/**
 * Inflates the whole archive without keeping it, for readers that trust its declared sizes. Throws UnreadableFileError
 * if it is damaged, protected, expands to more than `maxExpandedBytes`, or is an OpenDocument file but not a spreadsheet.
 */
export async function inflateAll(path: string, maxExpandedBytes: number): Promise<void> {
  const names = await namesIn(path)
  const parts = await Parts.open(path, maxExpandedBytes)
  try {
    for (const name of names) {
      if (name.endsWith('/')) continue
      if (name === 'mimetype') refuseOthers((await parts.readSmall(name)).toString('latin1'))
      else if (name === 'META-INF/manifest.xml') refuseEncrypted((await parts.readSmall(name)).toString('latin1'))
      else for await (const _ of parts.read(name));
    }
  } catch (error) {
    throw asUnreadable(error)
  } finally {
    parts.close()
  }
}

async function namesIn(path: string): Promise<string[]> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch(notWhole)
  const names: string[] = []
  try {
    for await (const { fileName } of zip.eachEntry()) {
      names.push(fileName)
      if (names.length > maxEntries) throw damaged(`it has more than ${maxEntries.toLocaleString('en')} parts`)
    }
    return names
  } catch (error) {
    return notWhole(error)
  } finally {
    zip.close()
  }
}

function refuseOthers(type: string): void {
  if (type.includes('opendocument.spreadsheet')) return
  throw new UnreadableFileError('This is an OpenDocument file, but not a spreadsheet. Export it as .xlsx or CSV.')
}

function refuseEncrypted(manifest: string): void {
  if (manifest.includes('encryption-data')) throw protectedByPassword()
}
