import type { Range } from 'xlsx'
import { damaged } from '../damaged.ts'
import { addressIn, type LinkAddresses, noLinkAddresses, SheetLinks } from './sheet-links.ts'
import { XmlScanner } from './xml-scanner.ts'

const mergeMark = 'mergeCell'
const linkMark = 'hyperlink'
const maxMerges = 1_000_000
/** A sheet up to this size, in bytes, is inflated once and held in memory; a larger one is inflated twice. */
const largestHeld = 48 << 20

/** The XML of a sheet, to be read once, with the data from after its rows that reading them needs. */
export interface SheetPart {
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>
  /** Merged ranges, with rows and columns from 0. */
  merges: Range[]
  links: SheetLinks
}

/**
 * Searches a sheet of about `expectedSize` bytes for merged cells and links. `read` returns its XML from the start each time,
 * `readAddresses` the addresses of its links by their ids, null if it has none. Throws UnreadableFileError.
 */
export async function readSheetPart(
  read: () => AsyncIterable<Buffer>,
  expectedSize: number,
  readAddresses: (() => Promise<LinkAddresses>) | null,
): Promise<SheetPart> {
  let held: Buffer[] | null = expectedSize <= largestHeld ? [] : null
  let size = 0
  let mentionsMerges = false
  let mentionsLinks = false
  let end: Uint8Array = Buffer.alloc(0)
  for await (const piece of read()) {
    const seam = Buffer.concat([end, piece.subarray(0, mergeMark.length)])
    mentionsMerges ||= piece.includes(mergeMark) || seam.includes(mergeMark)
    if (readAddresses) mentionsLinks ||= piece.includes(linkMark) || seam.includes(linkMark)
    end = piece.subarray(-mergeMark.length)
    size += piece.length
    if (size > largestHeld) held = null
    held?.push(piece)
  }
  const known = readAddresses && mentionsLinks ? await readAddresses() : noLinkAddresses
  const found =
    mentionsMerges || known.addresses.size > 0
      ? await searched(held ?? read(), known)
      : { merges: [], links: new SheetLinks(0) }
  return { pieces: held ? drained(held) : read(), ...found }
}

function* drained(pieces: Buffer[]): Generator<Buffer> {
  for (let piece = pieces.reverse().pop(); piece; piece = pieces.pop()) yield piece
}

async function searched(
  pieces: SheetPart['pieces'],
  { addresses, surplus }: LinkAddresses,
): Promise<Omit<SheetPart, 'pieces'>> {
  const scanner = new XmlScanner([mergeMark, linkMark])
  const merges: Range[] = []
  const links = new SheetLinks(surplus)
  for await (const piece of pieces) {
    scanner.push(piece)
    for (let token = scanner.next(); token !== 'more'; token = scanner.next()) {
      if (token !== 'open' || scanner.name === '') continue
      const reference = scanner.attribute('ref') ?? ''
      if (scanner.name === linkMark) {
        const address = addressIn(scanner, addresses)
        const range = rangeOf(reference.includes(':') ? reference : `${reference}:${reference}`)
        if (range && address !== null) links.add(range, address)
        continue
      }
      const range = rangeOf(reference)
      if (range) merges.push(range)
      if (merges.length > maxMerges) throw damaged('it has far too many merged cells')
    }
  }
  return { merges, links }
}

/** Returns null unless the reference is a range with both ends. */
function rangeOf(reference: string): Range | null {
  const parts = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference)
  if (!parts) return null
  const [, left = '', top, right = '', bottom] = parts
  return {
    s: { r: Number(top) - 1, c: columnOf(left) },
    e: { r: Number(bottom) - 1, c: columnOf(right) },
  }
}

function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
