import { damaged } from '../damaged.ts'

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The raw text of an element, a byte a character, as it came: `XmlScanner` says whether it is wide or escaped. */
export interface RawText {
  raw: string
  isWide: boolean
  isEscaped: boolean
}

/** What a person reads where XML has this text, entities and `_x000D_` resolved. */
export function textOf({ raw, isWide, isEscaped }: RawText): string {
  const text = isWide ? Buffer.from(raw, 'latin1').toString() : raw
  // XML takes every end of a line for a line feed, but not one that is written as an entity or escape.
  return isEscaped ? unescaped(resolved(text.replace(/\r\n?/g, '\n'))) : text
}

/** A CDATA section as text that means the same. */
export function asText(cdata: string): string {
  return cdata.replaceAll('&', '&amp;')
}

/** One that XML does not know, stays as it is: nothing is ever looked up. */
function resolved(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? entity
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0x10ffff ? entity : String.fromCodePoint(code)
  })
}

/** Spreadsheets write characters that XML forbids as _xHHHH_, and an underscore before what looks like one as _x005F_. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\da-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Pieces of XML in whatever encoding as pieces of UTF-8; throws UnreadableFileError for one that nobody knows. */
export async function* asUtf8(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null
  for await (const piece of pieces) {
    decoder ??= decoderOf(piece)
    yield decoder.encoding === 'utf-8' ? piece : Buffer.from(decoder.decode(piece, { stream: true }))
  }
}

/** For XML that begins so: by its byte order mark or its declaration. */
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
