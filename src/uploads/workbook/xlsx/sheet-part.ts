import type { Range } from 'xlsx'
import { damaged } from '../damaged.ts'
import { XmlScanner } from './xml-scanner.ts'

const mark = 'mergeCell'
const maxMerges = 1_000_000
/** A sheet up to this size, in bytes, is inflated once and held in memory; a larger one is inflated twice. */
const largestHeld = 48 << 20

/** The XML of a sheet, to be read once, with the data from after its rows that reading them needs. */
export interface SheetPart {
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>
  /** Merged ranges, with rows and columns from 0. */
  merges: Range[]
}

/**
 * Searches a sheet of about `expectedSize` bytes for merged cells. `read` returns its XML from the start each time.
 * Throws UnreadableFileError.
 */
export async function readSheetPart(read: () => AsyncIterable<Buffer>, expectedSize: number): Promise<SheetPart> {
  let held: Buffer[] | null = expectedSize <= largestHeld ? [] : null
  let size = 0
  let mentionsMerges = false
  let end: Uint8Array = Buffer.alloc(0)
  for await (const piece of read()) {
    mentionsMerges ||= piece.includes(mark) || Buffer.concat([end, piece.subarray(0, mark.length)]).includes(mark)
    end = piece.subarray(-mark.length)
    size += piece.length
    if (size > largestHeld) held = null
    held?.push(piece)
  }
  const merges = mentionsMerges ? await mergesOf(held ?? read()) : []
  return { pieces: held ? drained(held) : read(), merges }
}

function* drained(pieces: Buffer[]): Generator<Buffer> {
  for (let piece = pieces.reverse().pop(); piece; piece = pieces.pop()) yield piece
}

async function mergesOf(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<Range[]> {
  const scanner = new XmlScanner([mark])
  const ranges: Range[] = []
  for await (const piece of pieces) {
    scanner.push(piece)
    for (let token = scanner.next(); token !== 'more'; token = scanner.next()) {
      if (token !== 'open' || scanner.name !== mark) continue
      const range = rangeOf(scanner.attribute('ref') ?? '')
      if (range) ranges.push(range)
      if (ranges.length > maxMerges) throw damaged('it has far too many merged cells')
    }
  }
  return ranges
}

/** Returns null unless the reference is a range of several cells. */
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
