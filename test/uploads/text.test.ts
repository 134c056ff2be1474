import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Encoding } from '../../src/uploads/encodings.ts'
import { bytesOf, TextReader } from '../../src/uploads/text.ts'

function readInPieces(bytes: Uint8Array, size: number): { text: string; reader: TextReader } {
  const reader = new TextReader()
  let text = ''
  for (let at = 0; at < bytes.length; at += size) text += reader.push(bytes.subarray(at, at + size))
  return { text: text + reader.end(), reader }
}

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

  it('keeps a character whole that stands across the end of the sample', () => {
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

  it('counts what is no UTF-8 in a file that began as UTF-8', () => {
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

const leads = {
  german: 'Jürgen Müller;Köln;Bäckerei Groß',
  french: 'Hélène Lefèvre;Besançon;Hôtel du Lac',
  polish: 'Łukasz Wójcik;Łódź;Usługi\nMałgorzata Dąbrowska;Gdańsk;Żabka',
  czech: 'Jiří Dvořák;Plzeň;Účetnictví\nKateřina Novotná;Třebíč;Růže',
  hungarian: 'Gergő Szőke;Győr;Erőmű\nErzsébet Tóth;Székesfehérvár;Műszer',
  croatian: 'Željko Šimić;Šibenik;Građevina\nIvana Đurić;Čakovec;Tržište\nSaša Božić;Požega;Kuća',
  turkish: 'Ayşe Yılmaz;İstanbul;Çiçek\nOğuz Doğan;Eskişehir;Güneş\nIşık Şahin;Kırşehir;Koç',
  latvian: 'Jānis Bērziņš;Rīga;Būvniecība\nMāris Ozoliņš;Jūrmala;Uzņēmums',
  russian: 'Иван Петров;Москва;Газпром',
  ukrainian: 'Андрій Бондаренко;Харків;Приват\nЄвген Мельник;Чернігів;Їжак',
  greek: 'Γιώργος Παπαδόπουλος;Αθήνα;Εταιρεία',
  hebrew: 'משה כהן;תל אביב;בנק הפועלים',
  arabic: 'محمد أحمد;القاهرة;شركة النيل',
  thai: 'สมชาย ใจดี;กรุงเทพ;บริษัท ไทย',
  japanese: '山田太郎;東京都;株式会社トヨタ\n鈴木花子;大阪市;ソニー株式会社',
  korean: '김철수;서울특별시;삼성전자\n이영희;부산광역시;현대자동차',
  chinese: '王小明;北京市;中国移动通信\n张伟;广州;华为技术有限公司',
  taiwanese: '陳大文;台北市;台灣積體電路\n黃美麗;台中;華碩電腦',
}

describe('detecting an encoding that is not Unicode', () => {
  it.each<[keyof typeof leads, Encoding, string?]>([
    ['german', 'windows-1252'],
    ['german', 'windows-1252', 'iso-8859-1'],
    ['german', 'macintosh', 'macroman'],
    ['german', 'ibm850'],
    ['french', 'windows-1252'],
    ['french', 'macintosh', 'macroman'],
    ['polish', 'windows-1250'],
    ['polish', 'iso-8859-2'],
    ['czech', 'windows-1250'],
    ['czech', 'iso-8859-2'],
    ['hungarian', 'windows-1250'],
    ['croatian', 'windows-1250'],
    ['croatian', 'iso-8859-2'],
    ['turkish', 'windows-1254'],
    ['turkish', 'windows-1254', 'iso-8859-9'],
    ['latvian', 'windows-1257'],
    ['russian', 'windows-1251'],
    ['russian', 'koi8-r'],
    ['russian', 'iso-8859-5'],
    ['russian', 'ibm866'],
    ['ukrainian', 'windows-1251'],
    ['ukrainian', 'koi8-u'],
    ['greek', 'windows-1253'],
    ['greek', 'windows-1253', 'iso-8859-7'],
    ['hebrew', 'windows-1255'],
    ['arabic', 'windows-1256'],
    ['arabic', 'iso-8859-6'],
    ['thai', 'windows-874'],
    ['japanese', 'shift_jis'],
    ['japanese', 'euc-jp'],
    ['korean', 'euc-kr'],
    ['chinese', 'gb18030'],
    ['taiwanese', 'big5'],
  ])('reads %s leads in %s', (language, encoding, written = encoding) => {
    const text = `Name;City;Company\n${leads[language]}\n`
    const bytes = iconv.encode(text, written)
    for (const size of [1, 1_000]) {
      const { text: read, reader } = readInPieces(bytes, size)
      expect(read).toBe(text)
      expect(reader.encoding).toBe(encoding)
      expect(reader.warnings()).toEqual([expect.stringMatching(/^The file is not Unicode; it was read as .+\.$/)])
    }
  })

  it('tells ISO 8859-15 by its euro sign and its œ', () => {
    const text = 'Name;Betrag\nSœur;5 €\nCœur;7 €\n'
    const { text: read, reader } = readInPieces(iconv.encode(text, 'iso-8859-15'), 1_000)
    expect(read).toBe(text)
    expect(reader.warnings()).toEqual(['The file is not Unicode; it was read as ISO 8859-15 (Western European).'])
  })

  it('reads ISO-2022-JP, whose bytes are all ASCII', () => {
    const bytes = Buffer.from('Name,City\n\x1b$B;3EDB@O:\x1b(B,\x1b$BEl5~\x1b(B\n', 'latin1')
    for (const size of [1, 2, 1_000]) {
      const { text, reader } = readInPieces(bytes, size)
      expect(text).toBe('Name,City\n山田太郎,東京\n')
      expect(reader.encoding).toBe('iso-2022-jp')
    }
  })

  it.each(
    'Müller;Köln|MÜLLER|ÅRHUS|Ö|é|à la carte|Acme®|it’s|“Acme”|5 – 7|€ 5|30°|« oui »|¿Qué?|Nº 5|STRAßE|Þór|Škoda|10 µg|½|£10|São|Zoë|JOSÉ|Œuvre'.split(
      '|',
    ),
  )('takes a file with nothing but %j beyond ASCII for Windows-1252', (words) => {
    const { text, reader } = readInPieces(iconv.encode(`Name;City\n${words};Bonn\n`, 'windows-1252'), 1_000)
    expect(text).toBe(`Name;City\n${words};Bonn\n`)
    expect(reader.encoding).toBe('windows-1252')
  })

  it('takes names from all over Western Europe for Windows-1252', () => {
    const names =
      'Søren Kjær,Hélène Lefèvre,João Gonçalves,Niccolò Verdi,Åsa Öberg,Guðrún Þórsdóttir,José Muñoz,Jörg Groß'
    const { reader } = readInPieces(iconv.encode(`Name\n${names.replaceAll(',', '\n')}\n`, 'windows-1252'), 1_000)
    expect(reader.encoding).toBe('windows-1252')
  })

  it('reads UTF-8 in which texts were cut to a number of bytes', () => {
    const cut = Buffer.from('Göteborg').subarray(0, 2)
    const rows = Buffer.from('Jürgen,Müller,Köln,Düsseldorf,Zürich,Lübeck,Nürnberg,Björn,Söhne,Bäcker\n')
    const { text, reader } = readInPieces(Buffer.concat([rows, cut, Buffer.from('\n')]), 1_000)
    expect(reader.encoding).toBe('utf-8')
    expect(text).toBe(`${rows.toString()}G\ufffd\n`)
  })

  it('waits for more than one word where a block of 64 kB has little to tell by', () => {
    const plain = 'Anna;Bonn\n'.repeat(6_000)
    const text = `${plain}Tomáš;Praha\n${plain}Dvořák;Plzeň\nRůžička;Třebíč\nČerný;Děčín\n`
    for (const size of [65_536, 10_000]) {
      const { text: read, reader } = readInPieces(iconv.encode(text, 'windows-1250'), size)
      expect(reader.encoding).toBe('windows-1250')
      expect(read).toBe(text)
    }
  })

  it('decides at the same place wherever pieces begin and end', () => {
    const start = 'a,b\n'.repeat(16_380)
    const bytes = iconv.encode(`${start}Müller,Köln\nŽižka,Praha\n${'Dvořák,Plzeň\n'.repeat(20_000)}`, 'windows-1250')
    const whole = readInPieces(bytes, bytes.length)
    for (const size of [65_535, 65_537, 9_999, 200_000]) {
      const { text, reader } = readInPieces(bytes, size)
      expect(reader.encoding).toBe(whole.reader.encoding)
      expect(text === whole.text).toBe(true)
    }
  })

  it.each(['shift_jis', 'euc-kr', 'gb18030', 'windows-1251'])('takes no second for 64 kB of %s', (encoding) => {
    const bytes = iconv.encode(`${leads.russian}\n${leads.japanese}\n${leads.korean}\n`.repeat(1_000), encoding)
    const started = process.cpuUsage()
    readInPieces(bytes.subarray(0, 65_536), 65_536)
    readInPieces(Buffer.alloc(2_000_000, 0xe9), 65_536)
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

describe('UTF-16 and UTF-32 without a byte order mark', () => {
  const cyrillic = `Имя;Город\n${leads.russian}\n`
  const chinese = `名字;城市\n${leads.chinese}\n`
  it.each<[Encoding, string]>(
    (['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const).flatMap((encoding) =>
      [cyrillic, chinese, 'Name;City\nZoë;Köln\n', 'a,b\n1,2\n'].map((text): [Encoding, string] => [encoding, text]),
    ),
  )('%s: %j', (encoding, text) => {
    const { text: read, reader } = readInPieces(iconv.encode(text, encoding), 3)
    expect(reader.encoding).toBe(encoding)
    expect(read).toBe(text)
    expect(reader.warnings()).toEqual([])
  })

  it.each<[Encoding, Buffer]>([
    ['utf-32le', iconv.encode('\ufeffa,b\nZoë,🚀\n', 'utf-32le')],
    ['utf-32be', iconv.encode('\ufeffa,b\nZoë,🚀\n', 'utf-32be')],
  ])('%s with one', (encoding, bytes) => {
    const { text, reader } = readInPieces(bytes, 5)
    expect(reader.encoding).toBe(encoding)
    expect(text).toBe('a,b\nZoë,🚀\n')
  })

  it('leaves no half of a pair, which nothing can store', () => {
    const units = [0xfeff, 0x61, 0xd800, 0x62, 0xdc00, 0x0a]
    const wide = Buffer.concat(units.map((unit) => Buffer.from(new Uint32Array([unit]).buffer)))
    const narrow = Buffer.from(new Uint16Array(units).buffer)
    for (const bytes of [wide, narrow]) expect(readInPieces(bytes, 3).text).toBe('a\ufffdb\ufffd\n')
  })

  it('takes ASCII with a NUL character here and there for ASCII', () => {
    const { text, reader } = readInPieces(Buffer.from('Name\0,City\nAda,London\nBob\0,Paris\n'), 1_000)
    expect(text).toBe('Name,City\nAda,London\nBob,Paris\n')
    expect(reader.encoding).toBe('utf-8')
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
