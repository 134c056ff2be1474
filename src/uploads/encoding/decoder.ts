import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import { type Encoding, type SingleByteEncoding, singleByte } from './encodings.ts'

/** Decodes bytes in pieces; invalid bytes become �. */
export interface Decoder {
  write(bytes: Uint8Array): string
  end(): string
}

/** Returns a decoder that skips a byte order mark. */
export function decoderOf(encoding: Encoding): Decoder {
  switch (encoding) {
    case 'utf-8':
    case 'utf-16le':
    case 'utf-16be':
    // Not in iconv-lite.
    case 'iso-2022-jp': {
      const decoder = new TextDecoder(encoding)
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
    }
    default: {
      // Node's own decoder has read Windows-1252 as ISO 8859-1 in some versions.
      const decoder = iconv.getDecoder(codecOf(encoding))
      return {
        write: (bytes) => decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
        end: () => decoder.end() ?? '',
      }
    }
  }
}

/** Returns the character of each of the 256 bytes. */
export function charactersOf(encoding: SingleByteEncoding): string[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte))
  return bytes.map((byte) => iconv.decode(byte, encoding.codec ?? encoding.name))
}

function codecOf(name: string): string {
  const encodings: readonly SingleByteEncoding[] = singleByte
  return encodings.find((encoding) => encoding.name === name)?.codec ?? name
}
