import { UnreadableFileError } from '../errors.ts'

/** First bytes of files that users mistake for CSV. */
const signatures: readonly (readonly [bytes: string, kind: string])[] = [
  ['PK\x03\x04', 'a ZIP archive or an Excel workbook'],
  ['PK\x05\x06', 'a ZIP archive'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel or Office file'],
  ['%PDF-', 'a PDF'],
  ['{\\rtf', 'an RTF document'],
  ['\x89PNG\r\n', 'a PNG image'],
  ['GIF8', 'a GIF image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['\x1f\x8b', 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['\xfd7zXZ\0', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['MZ\x90\0', 'a Windows program'],
  ['\x7fELF', 'a program'],
  ['SQLite format 3\0', 'a SQLite database'],
  ['PAR1', 'a Parquet file'],
]

/** Throws UnreadableFileError when a file starts like a known binary format. */
export function refuseBinary(sample: Buffer): void {
  const start = sample.toString('latin1', 0, 16)
  const known = signatures.find(([bytes]) => start.startsWith(bytes))
  if (known) throw new UnreadableFileError(`This is ${known[1]}, not a text file with rows. Export it as CSV.`)
}

/** Throws UnreadableFileError when more than one byte in twenty is a control character, or more than half are zero bytes. */
export function refuseControlCharacters(sample: Buffer): void {
  let controls = 0
  let zeros = 0
  for (const byte of sample) {
    if (byte === 0) zeros++
    else if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) controls++
  }
  if (controls * 20 > sample.length || zeros * 2 > sample.length) {
    throw new UnreadableFileError('This is a binary file, not a text file with rows. Export it as CSV.')
  }
}
