import { TextReader } from '../../src/uploads/encoding/text.ts'

/** Decodes bytes in pieces of a size. */
export function readInPieces(bytes: Uint8Array, size: number): { text: string; reader: TextReader } {
  const reader = new TextReader()
  let text = ''
  for (let at = 0; at < bytes.length; at += size) text += reader.push(bytes.subarray(at, at + size))
  return { text: text + reader.end(), reader }
}
