import { CFB } from 'xlsx'
import { UnreadableFileError } from '../errors.ts'
import { damaged } from './damaged.ts'
import { protectedByPassword } from './refusals.ts'

/** A compound file as SheetJS parses it; its types do not declare this. */
interface Compound {
  FullPaths: string[]
}

const files: {
  read(bytes: Buffer, options: { type: 'buffer' }): Compound
  find(file: Compound, path: string): unknown
} = CFB

/** Compound files that users mistake for a workbook, by the name of a stream in them. */
const others: readonly (readonly [name: string, what: string])[] = [
  ['worddocument', 'a Word document'],
  ['powerpoint document', 'a PowerPoint presentation'],
  ['__properties_version1.0', 'an Outlook message'],
  ['visiodocument', 'a Visio drawing'],
]

/**
 * Returns the stream of a compound file that has its workbook. Other streams, such as the file properties, may be damaged without
 * affecting the rows. Throws UnreadableFileError if there is none.
 */
export function workbookStream(bytes: Buffer): Buffer {
  const file = files.read(bytes, { type: 'buffer' })
  const names = file.FullPaths.map((path) => path.toLowerCase().split('/').at(-1))
  if (names.includes('encryptedpackage')) throw protectedByPassword()
  const stream = contentOf(files.find(file, '/Workbook')) ?? contentOf(files.find(file, '/Book'))
  if (stream) return stream
  const other = others.find(([name]) => names.includes(name))
  if (other) throw new UnreadableFileError(`This is ${other[1]}, not a table. Export it as .xlsx or CSV.`)
  throw damaged('it holds no sheets')
}

function contentOf(entry: unknown): Buffer | null {
  if (typeof entry !== 'object' || entry === null || !('content' in entry)) return null
  return entry.content instanceof Uint8Array ? Buffer.from(entry.content) : null
}
