import { UnreadableFileError } from './errors.ts'

/** What a file is by its first bytes: text with rows, or a kind of workbook. */
export type FileType = 'text' | WorkbookType

/**
 * How a workbook is packed: a ZIP archive (.xlsx, .xlsb, .ods), a compound file (.xls), its bare stream (.xls of Excel 2 to 4),
 * or text with tags (web pages, SpreadsheetML, .fods).
 */
export type WorkbookType = 'zip' | 'compound' | 'stream' | 'markup'

/** How many bytes are enough to tell. */
export const headSize = 1 << 13

const zips = ['PK\x03\x04', 'PK\x05\x06']
const compoundFile = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'

/** The kind of the file that begins with `head`, whatever its name is; throws UnreadableFileError for XML that is no workbook. */
export function detectFileType(head: Buffer): FileType {
  const start = head.toString('latin1', 0, 8)
  if (zips.some((zip) => start.startsWith(zip))) return 'zip'
  if (start === compoundFile) return 'compound'
  if (isBareStream(head)) return 'stream'
  const text = startOf(head)
  if (!text.startsWith('<')) return 'text'
  if (
    /^<(?:\w+:)?workbook\b|^<office:document\b|^<(?:!doctype html|html|head|body|table|meta|script|style)\b/.test(text)
  ) {
    return 'markup'
  }
  // A comment or a processing instruction says nothing about what follows it.
  if (!/^<[!?]/.test(text)) return /<table\b/.test(text) ? 'markup' : 'text'
  if (/<(?:\w+:)?workbook\b|<office:document\b|<html\b|<table\b/.test(text)) return 'markup'
  throw new UnreadableFileError('This is an XML file, not a table. Export it as .xlsx or CSV.')
}

/** The record that a worksheet or workbook of Excel 2 to 5 begins with. */
function isBareStream(head: Buffer): boolean {
  const [id, version = 0xff, length = 0, zero] = head
  return id === 0x09 && [0, 2, 4, 8].includes(version) && [4, 6, 8, 16].includes(length) && zero === 0
}

/** The first characters, in lower case: of those in ASCII, UTF-16 differs by its zero bytes alone. */
function startOf(head: Buffer): string {
  const text = head.toString('latin1').replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
  return text.replaceAll('\0', '').trimStart().toLowerCase()
}
