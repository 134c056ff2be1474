import { isAscii, isUtf8 } from 'node:buffer'
import { type Decoder, decoderOf } from './decoder.ts'
import { detect } from './detect.ts'
import type { Encoding } from './encodings.ts'
import { isOtherEncoding, linesOf, newline } from './utf8-lines.ts'

/** A longer line is decoded in parts. */
const maxLine = 1 << 20

/**
 * Decodes UTF-8, but lines that are in another encoding, as of a file that was appended to this one, in that. A line with only some
 * invalid bytes is UTF-8 that was truncated.
 */
export class MixedDecoder implements Decoder {
  /** The encoding of the other lines; null if there were none. */
  otherEncoding: Encoding | null = null
  otherLines = 0
  #held: Uint8Array[] = []
  #heldSize = 0
  #isStart = true

  write(bytes: Uint8Array): string {
    const end = bytes.lastIndexOf(newline) + 1
    if (end === 0 && this.#heldSize + bytes.length < maxLine) {
      this.#hold(bytes)
      return ''
    }
    const whole = end === 0 ? bytes.length - incompleteAt(bytes) : end
    const block = Buffer.concat([...this.#held, bytes.subarray(0, whole)])
    this.#held = []
    this.#heldSize = 0
    this.#hold(bytes.subarray(whole))
    return this.#decode(block)
  }

  end(): string {
    const block = Buffer.concat(this.#held)
    this.#held = []
    return this.#decode(block)
  }

  /** The caller may reuse its memory. */
  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#held.push(Buffer.from(bytes))
    this.#heldSize += bytes.length
  }

  #decode(block: Buffer): string {
    const text = isUtf8(block) ? block.toString() : this.#decodeLines(block)
    if (!this.#isStart || text === '') return text
    this.#isStart = false
    return text.startsWith('\ufeff') ? text.slice(1) : text
  }

  #decodeLines(block: Buffer): string {
    const odd: Buffer[] = []
    const lines = linesOf(block).map((line) => {
      if (!isOtherEncoding(line)) return line.toString()
      odd.push(line)
      return line
    })
    if (odd.length > 0) this.otherEncoding ??= encodingOf(Buffer.concat(odd))
    this.otherLines += odd.length
    const encoding = this.otherEncoding ?? 'windows-1252'
    return lines.map((line) => (typeof line === 'string' ? line : decodeOnce(line, encoding))).join('')
  }
}

function encodingOf(lines: Buffer): Encoding {
  const found = isAscii(lines) ? 'windows-1252' : detect(lines, true)
  return found === 'ascii' || found === 'unclear' || found === 'utf-8' ? 'windows-1252' : found
}

function decodeOnce(line: Buffer, encoding: Encoding): string {
  const decoder = decoderOf(encoding)
  return decoder.write(line) + decoder.end()
}

/** Returns the number of bytes of an incomplete character at the end. */
function incompleteAt(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return back
    if (byte < 0x80) return 0
  }
  return 0
}
