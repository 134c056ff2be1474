import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Encoding } from '../../../src/uploads/encoding/encodings.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { readInPieces } from '../../support/texts.ts'

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
      expect(reader.warnings()).toEqual([expect.stringMatching(/^The file is not in Unicode. It was read as .+\.$/)])
    }
  })

  it('recognises ISO 8859-15 by its euro sign and its œ', () => {
    const text = 'Name;Betrag\nSœur;5 €\nCœur;7 €\n'
    const { text: read, reader } = readInPieces(iconv.encode(text, 'iso-8859-15'), 1_000)
    expect(read).toBe(text)
    expect(reader.warnings()).toEqual(['The file is not in Unicode. It was read as ISO 8859-15 (Western European).'])
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

  it('waits for more text if a block of 64 kB has a single word that is not ASCII', () => {
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
    const bytes = iconv.encode(`${start}Müller,Köln\nŽižka,Praha\n${'Dvořák,Plzeň\n'.repeat(12_000)}`, 'windows-1250')
    const whole = readInPieces(bytes, bytes.length)
    for (const size of [65_535, 65_537, 9_999, 200_000]) {
      const { text, reader } = readInPieces(bytes, size)
      expect(reader.encoding).toBe(whole.reader.encoding)
      expect(text === whole.text).toBe(true)
    }
  })

  it.each(['shift_jis', 'euc-kr', 'gb18030', 'windows-1251'])('takes no second for 64 kB of %s', (encoding) => {
    const bytes = iconv.encode(`${leads.russian}\n${leads.japanese}\n${leads.korean}\n`.repeat(1_000), encoding)
    const cpuSeconds = startCpuClock()
    readInPieces(bytes.subarray(0, 65_536), 65_536)
    readInPieces(Buffer.alloc(2_000_000, 0xe9), 65_536)
    expect(cpuSeconds()).toBeLessThan(2)
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

  it('leaves no lone surrogate of GB 18030', () => {
    const chinese = iconv.encode(`Name;City;Company\n${leads.chinese}\n`.repeat(2_000), 'gb18030')
    const beyondUnicode = Buffer.from([0xe3, 0x32, 0x9a, 0x36])
    const { text, reader } = readInPieces(Buffer.concat([chinese, beyondUnicode, Buffer.from('\n')]), 7)
    expect(reader.encoding).toBe('gb18030')
    expect(text.replace(/\p{Surrogate}/gu, '')).toBe(text)
  })

  it('takes ASCII with a NUL character here and there for ASCII', () => {
    const { text, reader } = readInPieces(Buffer.from('Name\0,City\nAda,London\nBob\0,Paris\n'), 1_000)
    expect(text).toBe('Name,City\nAda,London\nBob,Paris\n')
    expect(reader.encoding).toBe('utf-8')
  })
})
