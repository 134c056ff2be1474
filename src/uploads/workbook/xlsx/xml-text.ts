import { damaged } from '../damaged.ts'

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The raw text of an element, one character per byte; `XmlScanner` knows whether it is wide or escaped. */
export interface RawText {
  raw: string
  isWide: boolean
  isEscaped: boolean
}

/** Returns the text with entities and escapes such as `_x000D_` decoded. */
export function textOf({ raw, isWide, isEscaped }: RawText): string {
  const text = isWide ? Buffer.from(raw, 'latin1').toString() : raw
  // XML normalizes line breaks to line feeds, but not those in entities and escapes.
  return isEscaped ? unescaped(resolved(text.replace(/\r\n?/g, '\n'))) : text
}

/** Returns a CDATA section as equivalent text. */
export function asText(cdata: string): string {
  return cdata.replaceAll('&', '&amp;')
}

/** Unknown entities are unchanged: declarations are never read. */
function resolved(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? entity
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0x10ffff ? entity : String.fromCodePoint(code)
  })
}

/** Spreadsheets write characters that XML forbids as _xHHHH_, and escape an underscore before such a text as _x005F_. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\da-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Yields XML of any encoding as UTF-8. Throws UnreadableFileError for an unknown encoding. */
export async function* asUtf8(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null
  for await (const piece of pieces) {
    decoder ??= decoderOf(piece)
    yield decoder.encoding === 'utf-8' ? piece : Buffer.from(decoder.decode(piece, { stream: true }))
  }
}

/** Returns the encoding by the byte order mark or the declaration. */
export function decoderOf(start: Buffer): TextDecoder {
  const [first, second] = start
  if (first === 0xff || (first === 0x3c && second === 0)) return new TextDecoder('utf-16le')
  if (first === 0xfe || (first === 0 && second === 0x3c)) return new TextDecoder('utf-16be')
  const declaration = start.toString('latin1', 0, 200)
  const name = /^\s*<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(declaration)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(/ascii/i.test(name) ? 'utf-8' : name)
  } catch {
    throw damaged(`one of its parts is in the encoding ${name}, which no spreadsheet uses`)
  }
}
