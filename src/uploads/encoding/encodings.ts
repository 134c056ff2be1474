/** Encodings that files can have, by their IANA names in lower case. */
export type Encoding = Unicode | SingleByte | DoubleByte | 'iso-2022-jp'

type Unicode = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'
type SingleByte = (typeof singleByte)[number]['name']
export type DoubleByte = (typeof doubleByte)[number]['name']

/** An encoding with one byte per character. */
export interface SingleByteEncoding {
  readonly name: string
  readonly label: string
  /** Its name in iconv-lite, if different. */
  readonly codec?: string
  /** Non-ASCII letters of each language written in it, most frequent first. */
  readonly languages: readonly string[]
  /** How much less likely it is than Windows-1252 a priori, as a logarithm. */
  readonly rarity: number
}

// German, French, Spanish, Portuguese, Italian, Swedish, Danish and Norwegian, Icelandic, Catalan, Dutch, Finnish.
const western = [
  'üöäß',
  'éèêàôçîëâïûùœæÿ',
  'óíáéñúü',
  'ãçáéíóêâõúôà',
  'àèòùìé',
  'äöåé',
  'øåæéö',
  'íáóðéúþöæý',
  'òàèçéíïúó',
  'ëéïü',
  'äöåšž',
]
// Polish, Czech, Slovak, Hungarian, Croatian and Slovene, Romanian.
const central = ['ółążęśćńź', 'áíéěřýčžůšúťďóň', 'áčíýéžšúľťôňäóďŕĺ', 'áéóöőíüúű', 'čšžćđ', 'ăâîşţ']
const turkish = ['ıüşğçöİâî']
// Lithuanian, Latvian, Estonian.
const baltic = ['ėšžųįąūčę', 'āīēšņžūļčģķ', 'äõüöšž']
const russian = 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё'
const ukrainian = 'оанивтіересклудмпзяьбгчхйжшюцїєщфґ'
// And Bulgarian and Serbian.
const cyrillic = [russian, ukrainian, 'аеоитнрсвлкпмдзягубчжъхйцшщюфь', 'аиоенрсјткувдмпљзгбчшцњхжћђџф']
const greek = ['αοιτενσηυρπκλςμωόίάγχδέύήώθβφξζψϊϋ']
const hebrew = ['יוהלאתרמבשנחעדקפםטצגכסזןךףץ']
const arabic = ['اليمنروتبةعدسفهكقحجشصطخزضذثغظءأإآؤئى']
const thai = ['านรอกงเมยลทสวดิคต่ปี้บัะหไพช์แขจุใซผภำูโศธื็ฟฉณษถญฎ']
const vietnamese = ['\u0301\u0300\u0323\u0309\u0303đêâôơăưáàéèíóúùý']

/** Windows-1252 first. ISO 8859-1 and 8859-9 are parts of Windows-1252 and Windows-1254. */
export const singleByte = [
  { name: 'windows-1252', label: 'Windows-1252 (Western European)', languages: western, rarity: 0 },
  { name: 'iso-8859-15', label: 'ISO 8859-15 (Western European)', languages: western, rarity: 2 },
  { name: 'windows-1250', label: 'Windows-1250 (Central European)', languages: central, rarity: 5.5 },
  { name: 'iso-8859-2', label: 'ISO 8859-2 (Central European)', languages: central, rarity: 5.5 },
  { name: 'windows-1254', label: 'Windows-1254 (Turkish)', languages: turkish, rarity: 5 },
  { name: 'windows-1257', label: 'Windows-1257 (Baltic)', languages: baltic, rarity: 5.5 },
  { name: 'windows-1251', label: 'Windows-1251 (Cyrillic)', languages: cyrillic, rarity: 4 },
  { name: 'koi8-r', label: 'KOI8-R (Russian)', languages: [russian], rarity: 5 },
  { name: 'koi8-u', label: 'KOI8-U (Ukrainian)', languages: [ukrainian], rarity: 6 },
  { name: 'iso-8859-5', label: 'ISO 8859-5 (Cyrillic)', languages: cyrillic, rarity: 5 },
  { name: 'windows-1253', label: 'Windows-1253 (Greek)', languages: greek, rarity: 4 },
  { name: 'iso-8859-7', label: 'ISO 8859-7 (Greek)', languages: greek, rarity: 4 },
  { name: 'windows-1255', label: 'Windows-1255 (Hebrew)', languages: hebrew, rarity: 3 },
  { name: 'iso-8859-8', label: 'ISO 8859-8 (Hebrew)', languages: hebrew, rarity: 3.5 },
  { name: 'windows-1256', label: 'Windows-1256 (Arabic)', languages: arabic, rarity: 3 },
  { name: 'iso-8859-6', label: 'ISO 8859-6 (Arabic)', languages: arabic, rarity: 3.5 },
  { name: 'windows-874', label: 'Windows-874 (Thai)', languages: thai, rarity: 3 },
  { name: 'windows-1258', label: 'Windows-1258 (Vietnamese)', languages: vietnamese, rarity: 5 },
  { name: 'macintosh', label: 'Mac Roman (Western European)', codec: 'macroman', languages: western, rarity: 8 },
  { name: 'ibm850', label: 'code page 850 (Western European, MS-DOS)', languages: western, rarity: 9 },
  { name: 'ibm866', label: 'code page 866 (Russian, MS-DOS)', languages: [russian], rarity: 8 },
] as const satisfies readonly SingleByteEncoding[]

/** Encodings with one byte for ASCII and mostly two for other characters. */
export const doubleByte = [
  { name: 'shift_jis', label: 'Shift_JIS (Japanese)', rarity: 4 },
  { name: 'gb18030', label: 'GB 18030 (Chinese)', rarity: 4 },
  { name: 'big5', label: 'Big5 (Chinese)', rarity: 4 },
  { name: 'euc-kr', label: 'EUC-KR (Korean)', rarity: 4.5 },
  { name: 'euc-jp', label: 'EUC-JP (Japanese)', rarity: 6 },
] as const

/** Returns the display name of an encoding; null for Unicode. */
export function labelOf(encoding: Encoding): string | null {
  if (encoding === 'iso-2022-jp') return 'ISO-2022-JP (Japanese)'
  return [...singleByte, ...doubleByte].find(({ name }) => name === encoding)?.label ?? null
}
