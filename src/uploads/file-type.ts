import { UnreadableFileError } from './errors.ts'

/** Type of a file by its first bytes: text with rows, or a type of workbook. */
export type FileType = 'text' | WorkbookType

/**
 * How a workbook is packed: a ZIP archive (.xlsx, .xlsb, .ods), a compound file (.xls), its bare stream (.xls of Excel 2 to 4),
 * or text with tags (web pages, SpreadsheetML, .fods).
 */
export type WorkbookType = 'zip' | 'compound' | 'stream' | 'markup'

/** Number of bytes that are enough to detect the type. */
export const headSize = 1 << 13

const zips = ['PK\x03\x04', 'PK\x05\x06']
const compoundFile = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'

/** An element that is followed by another one, not by a delimiter. */
const nestedElement = /^<(\w[\w:.-]*)(?:\s[^<>]*)?>(?:[^<]*<\/\1>)?[^\S\t]*<[\w!?].*<\//s
/** Texts of records that are not rows, in lower case. */
const notTables: readonly (readonly [start: RegExp, kind: string])[] = [
  [/^(?:\[\s*)*\{\s*(["'])[^"'\n]*\1\s*:|^\[\s*(?:\[\s*)?"/, 'JSON'],
  [nestedElement, 'XML or HTML'],
  [/^begin:(?:vcard|vcalendar)\s/, 'a vCard or a calendar'],
  [/^(?:---\s*\n)?- [\w-]+:[^\n]*\n[^\S\n]+[\w-]+:\s/, 'YAML'],
  [/^(?:version: *1\s+)?dn::? *\w+=/, 'LDIF'],
  [
    /^(?:insert\s+into\s+[\w.`"[\]]+\s*(?:\(|values)|create\s+table\s+(?:if\s+not\s+exists\s+)?[\w.`"[\]]+\s*\()/,
    'SQL',
  ],
]

/** Returns the type of the file that starts with `head`. Throws UnreadableFileError for text that is neither a table nor a workbook. */
export function detectFileType(head: Buffer): FileType {
  const start = head.toString('latin1', 0, 8)
  if (zips.some((zip) => start.startsWith(zip))) return 'zip'
  if (start === compoundFile) return 'compound'
  if (isBareStream(head)) return 'stream'
  const text = startOf(head)
  if (!text.startsWith('<')) return textWithRows(text)
  if (
    /^<(?:\w+:)?workbook\b|^<office:document\b|^<(?:!doctype html|html|head|body|table|meta|script|style)\b/.test(text)
  ) {
    return 'markup'
  }
  // A comment or a processing instruction doesn't determine the type.
  if (!/^<[!?]/.test(text)) return /<table\b/.test(text) ? 'markup' : textWithRows(text)
  if (/<(?:\w+:)?workbook\b|<office:document\b|<html\b|<table\b/.test(text)) return 'markup'
  throw new UnreadableFileError('This is an XML file, not a table. Export it as .xlsx or CSV.')
}

function textWithRows(text: string): 'text' {
  const other = notTables.find(([start]) => start.test(text))
  if (other) throw new UnreadableFileError(`This is ${other[1]}, not a table. Export it as .xlsx or CSV.`)
  return 'text'
}

/** Returns whether the file starts with the first record of a worksheet or workbook of Excel 2 to 5. */
function isBareStream(head: Buffer): boolean {
  const [id, version = 0xff, length = 0, zero] = head
  return id === 0x09 && [0, 2, 4, 8].includes(version) && [4, 6, 8, 16].includes(length) && zero === 0
}

/** Returns the first characters in lower case. ASCII in UTF-16 is the same after its zero bytes are removed. */
function startOf(head: Buffer): string {
  const text = head.toString('latin1').replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
  return text.replaceAll('\0', '').trimStart().toLowerCase()
}
