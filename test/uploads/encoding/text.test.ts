import { describe, expect, it } from 'vitest'
import type { Encoding } from '../../../src/uploads/encoding/encodings.ts'
import { bytesOf } from '../../../src/uploads/encoding/text.ts'
import { readInPieces } from '../../support/texts.ts'

function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

const words = 'Zoë,Ærø,東京,🚀\n'

describe('decoding', () => {
  it.each<[string, Buffer, Encoding, string]>([
    ['UTF-8', Buffer.from(words), 'utf-8', words],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${words}`), 'utf-8', words],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${words}`, 'utf16le'), 'utf-16le', words],
    ['UTF-16BE with a mark', swapped(`\ufeff${words}`), 'utf-16be', words],
    ['UTF-16LE without a mark', Buffer.from('Name,Age\nZoë,7\n', 'utf16le'), 'utf-16le', 'Name,Age\nZoë,7\n'],
    ['UTF-16BE without a mark', swapped('Name,Age\nZoë,7\n'), 'utf-16be', 'Name,Age\nZoë,7\n'],
    ['Windows-1252', Buffer.from('Zo\xeb \x80\n', 'latin1'), 'windows-1252', 'Zoë €\n'],
    ['Windows-1252 that ends on a letter with an accent', Buffer.from('Ren\xe9', 'latin1'), 'windows-1252', 'René'],
    ['plain ASCII', Buffer.from('a,b\n'), 'utf-8', 'a,b\n'],
  ])('reads %s in pieces of any size', (_title, bytes, encoding, text) => {
    for (const size of [1, 2, 3, 1_000]) {
      const read = readInPieces(bytes, size)
      expect(read.text).toBe(text)
      expect(read.reader.encoding).toBe(encoding)
    }
  })

  it.each<[Encoding, Buffer]>([
    ['windows-1252', Buffer.from('Zo\xeb\n', 'latin1')],
    ['utf-8', Buffer.from('Zoë\n')],
  ])('recognises %s by letters that come late', (encoding, tail) => {
    const start = 'a,b\n'.repeat(100_000)
    const { text, reader } = readInPieces(Buffer.concat([Buffer.from(start), tail]), 65_537)
    expect(text).toBe(`${start}Zoë\n`)
    expect(reader.encoding).toBe(encoding)
  })

  it('does not split a character at the end of the sample', () => {
    for (let shift = 0; shift < 5; shift++) {
      const text = `${'x'.repeat(65_536 - shift)}🚀é🚀\n`
      expect(readInPieces(Buffer.from(text), 65_536).text).toBe(text)
    }
  })

  it('makes LF of every line end, across pieces too', () => {
    for (const size of [1, 2, 3, 5]) {
      expect(readInPieces(Buffer.from('a\r\nb\rc\nd\r\r\ne\r'), size).text).toBe('a\nb\nc\nd\n\ne\n')
    }
  })

  it('removes NUL characters and counts them', () => {
    const { text, reader } = readInPieces(Buffer.from('first name\0,last\0 name\nAda,Lovelace'), 4)
    expect(text).toBe('first name,last name\nAda,Lovelace')
    expect(reader.nulCharacters).toBe(2)
  })

  it('counts the invalid bytes of a file that starts as UTF-8', () => {
    const start = 'é'.repeat(40_000)
    const { text, reader } = readInPieces(Buffer.concat([Buffer.from(start), Buffer.from([0xe9, 0x2c])]), 65_536)
    expect(text).toBe(`${start}\ufffd,`)
    expect(reader.unreadableCharacters).toBe(1)
  })

  it.each([
    ['a ZIP archive', 'PK\x03\x04\x14\0'],
    ['a PDF', '%PDF-1.7\n'],
    ['a PNG image', '\x89PNG\r\n\x1a\n'],
    ['a GIF image', 'GIF89a'],
    ['a Windows program', 'MZ\x90\0\x03'],
    ['a binary file', `${'\x01\x02\x03\x04'.repeat(100)}`],
    ['a binary file', `a${'\0'.repeat(300)}`],
  ])('refuses %s', (kind, bytes) => {
    expect(() => readInPieces(Buffer.from(bytes, 'latin1'), 65_536)).toThrow(
      expect.objectContaining({ code: 'UNREADABLE_FILE', message: expect.stringContaining(`This is ${kind}`) }),
    )
  })
})

describe('the bytes of a text', () => {
  it('cuts no character in half', async () => {
    const text = `x${'🚀'.repeat(1_500_000)}`
    const pieces: Uint8Array[] = []
    for await (const piece of bytesOf(text)) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(2)
    expect(Buffer.concat(pieces).toString()).toBe(text)
  })
})
