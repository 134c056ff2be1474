import type { Range } from 'xlsx'
import { damaged } from '../damaged.ts'
import { XmlScanner } from './xml-scanner.ts'

const mark = 'mergeCell'
const maxMerges = 1_000_000
/** A sheet of this size is inflated once and held, a larger one twice. */
const largestHeld = 48 << 20

/** A sheet's XML, to be read once, with what stands behind its rows but is needed before them. */
export interface SheetPart {
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>
  /** The merged areas, counted from 0. */
  merges: Range[]
}

/**
 * Looks through a sheet of about `expectedSize` for merged cells. `read` reads its XML from the start each time.
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

/** Null for what is no area of several cells. */
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
