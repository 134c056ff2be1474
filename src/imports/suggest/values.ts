import { gluedLegalForms, leadingLegalForms, trailingLegalForms } from '../../identity/legal-forms.ts'
import { fold, romanise } from '../../identity/normalise.ts'
import {
  cities,
  continents,
  countryNames,
  departmentWords,
  givenNames,
  industryWords,
  jobWords,
  seniorityWords,
  statusWords,
} from './lexicon.ts'

const unspaced = /[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]/
/** Legal forms that are written without a space before or after them. */
const gluedForm = new RegExp(gluedLegalForms.filter((form) => !form.startsWith('(')).join('|'))

/** None of them can match a text in two ways, which would be slow on hostile input. */
const patterns = {
  email: /^(?:mailto:)?[^\s@,;]+@[^\s@,;][^\s@,;.]*\.[^\s@,;]+(?:$|\s)/i,
  /** An e-mail address with a name in two parts. */
  dotted: /^[a-z]+[._-][a-z]+@/i,
  /** Text around an e-mail address, or several. */
  addressed: /[^\s@] ?(?:@|[[({]at[\])}]) ?[^\s@,;.]+(?:\.| ?[[({]dot[\])}] ?)[a-z]{2}/i,
  /** An e-mail address of a company, not of a person. */
  mailbox:
    /^(?:info|informa\w*|hello|hallo|hola|office|contact\w*|kontakt\w*|contacto|contato|contatt[io]|mail|email|post|sales|ventas|vendas|vendite|ventes|vertrieb|verkauf|verkoop|salg|myynti|satis|obchod|prodej|sprzedaz|handel|einkauf|inkoop|achats|compras|acquisti|purchasing|procurement|zakupy|zakaz|support|destek|admin\w*|amministrazione|team|services?|bookings?|reservations?|reception|recepcja|enquir\w+|inquir\w+|welcome|bonjour|accueil|geral|general|comercial|commercial\w*|zentrale|marketing|press\w*|hr|jobs|careers?|billing|accounts?|accounting|rechnung\w*|buchhaltung|faktur\w*|invoices?|muhasebe|biuro|sekretariat|secretariat|secretaria|segreteria|toimisto|iroda|iletisim|bilgi|shop|store|orders?|bestellung\w*|pedidos|kund\w+service|kundeservice|asiakaspalvelu|atencion\w*|customer\w*|business|company|firma)@/i,
  linkedinPerson: /(?:linkedin\.com\/(?:mwlite\/)?|^\/?)(?:in|pub)\/./i,
  internalProfile: /\/in\/AC[ow]AA/,
  linkedinCompany: /(?:linkedin\.com\/|^\/?)(?:company|school|showcase)\/./i,
  salesNavigator: /linkedin\.com\/sales\/(?:lead|people)\/./i,
  url: /^(?:https?:\/\/|www\.)\S+$/i,
  linkedin: /linkedin\.com\//i,
  /** Without a path: an own website, not a profile on another site. */
  homepage: /^(?:https?:\/\/)?(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}\/?$/iu,
  domain: /^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}$/iu,
  /** An address of the web, with or without a protocol. */
  page: /^(?:https?:\/\/|www\.)\S+$|^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}(?:[/:?#]\S*)?$/iu,
  /** As people write it, or as programs that take it for a number. */
  phone:
    /^['"=]?(?:[a-z]{1,4}:\s?)?\+?[\d(][\d\s()./-]{5,}\d(?:\s*(?:x|ext\.?|:::).*)?$|^\d{7,},0+$|^\d(?:[.,]\d+)?e\+\d+$/i,
  /** A Brazilian or American postal code. */
  postalCode: /^\d{5}-\d{3,4}$/,
  /** Written like a phone number, unlike dates and other long numbers. */
  dialled:
    /^(?!(?:\d\d[/-]){2}\d{4}$|(?:\d{4}-){3}\d{3}[\dX]$)['"]?(?:[a-z]{1,4}:\s?)?(?:\+\d|\(\+?\d+\)|0\d+[\s/-])[\d\s()./-]{5,}$/,
  number: /^[.,\s']*\d[\d.,\s']*$/,
  range: /^\D{0,12}\d[\d.,\s]*(?:k\s*)?(?:-|–|—|to|bis|à|a|\+)(?:\s*\d|\D*$)/i,
  /** A range of head-counts. */
  bucket: /^\d[\d.,]*k?\s?(?:(?:-|–|—|to|bis|à)\s?\d[\d.,]*k?|\+)(?:\s\p{L}+)?$/iu,
  year: /^(?:1[6-9]|20)\d\d(?:\.0)?$|(?:1[6-9]|20)\d\d\s?[年년]|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/,
  /** A date with the time of day, when a record was made or changed. */
  moment: /\d[ T]\d{1,2}:\d\d/,
  bareYear: /^(?:1[89]|20)\d\d$/,
  /** A head-count such as 2-10 or 11-50 that a spreadsheet turned into a date. */
  datedBucket: /^(?:\d{1,2}-(?:jan|feb|oct|okt|nov)[a-z]*\.?|(?:jan|feb|oct|okt|nov)[a-z]*\.?-\d{1,2})$/i,
  /** A key of a program, such as a GUID. */
  id: /^(?=.*\d)(?:[\da-f]{8}-[\da-f]{4}-[\da-f-]{14,}|(?=(?:\D*\d){2})[\w-]{11,}|[a-z]{2,8}_\w{6,})$/i,
  boolean:
    /^(?:true|false|yes|no|y|n|ja|nein|nej|oui|non|s[ií]|n[ãa]o|tak|nie|ano|ne|да|нет|так|ні|evet|hayır|var|yok|是|否|有|无|はい|いいえ|예|아니오)$/i,
  flag: /^(?:true|false)$/i,
  digit: /\d/,
  letter: /\p{L}/u,
  comma: /,/,
  salutation: /^(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|mme|mlle|m|monsieur|madame|sr|sra|sig|dhr|mevr)\.?$/i,
  /** Where a meeting takes place, but no person lives. */
  meeting:
    /^(?:zoom|google meet|(?:microsoft |ms )?teams|webex|skype|phone(?: call)?|online|virtual|webinar|https?:\/\/\S+)$/i,
  /** A street without a city is not a location. */
  place: /[,\n;]|\d{5}|^[^\d]+$|[\u3040-\u9fff\uac00-\ud7af]/,
  /** Names of people in capitalized words, or in a script without capitals. */
  twoNames: /^[\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]*(?: [\p{L}\p{M}'’.-]+){1,3}$/u,
  /** What precedes family names: "van der", "von", "de la", "d'". */
  nameParticle:
    /^(?:(?:van|vande|vander|v\.?d\.?|v\/d|von|vom|zu|zum|zur|de|den|der|des|do|dos|da|das|di|del|della|dello|dei|degli|du|d['’]|la|las|le|les|los|el|al|bin|ibn|ter|ten|te|tot|in|op|aan|bij|onder|uit|voor|over|['’`‘]t|het|af|av|und|auf)(?:\s+|$))+$/iu,
  /** A common Chinese or Korean family name with a given name, or a Japanese name in two words. */
  eastName:
    /^(?:[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔡余杜叶葉程苏蘇魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤][\p{Script=Han}]{1,2}|[김이박최정강조윤장임한오서신권황안송류전홍유고문양손배백허남심노하곽성차주우구민진지엄][가-힣]{2}|[\p{Script=Han}々]{1,3}[ 　][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー]{1,4})$/u,
  /** Capitalized like names of people and places. */
  proper: /^\p{Lu}[\p{L}'’.-]*(?: [\p{L}'’.-]+){0,3}$/u,
} as const satisfies Record<string, RegExp>

/** Titles of jobs in scripts without blanks. */
const unspacedJob =
  /^.{0,8}(?:经理|总监|主管|总裁|董事长?|工程师|专员|助理|代表|会计|顾问|負責人|部長|課長|係長|主任|社長|取締役|担当|次長|과장|부장|대리|차장|팀장|이사|대표|사원|실장|본부장)$/u

/** Tests of the folded words of a value, by class. */
const wordings = {
  givenName: (words: string[]) => words.length <= 2 && givenNames.has(words[0] ?? ''),
  fullName: (words: string[]) =>
    words.length >= 2 && words.length <= 5 && (givenNames.has(words[0] ?? '') || givenNames.has(words.at(-1) ?? '')),
  job: (words: string[]) => words.some((word) => jobWords.has(word) || unspacedJob.test(word)),
  legalForm: (words: string[]) =>
    (words.length >= 2 &&
      (trailingLegalForms.has(words.at(-1) ?? '') ||
        trailingLegalForms.has(words.slice(-2).join(' ')) ||
        leadingLegalForms.has(romanise(words[0] ?? '')))) ||
    words.some((word) => unspaced.test(word) && gluedForm.test(word)),
  country: (words: string[]) => countryNames().has(words.join(' ')),
  city: (words: string[]) => cities.has(words.join(' ')),
  /** An e-mail address that begins with a given name. */
  named: (words: string[]) => words.length === 2 && givenNames.has(words[0] ?? ''),
  continent: (words: string[]) => continents.has(words.join(' ')),
  industry: (words: string[]) => words.filter((word) => industryWords.has(word)).length * 2 >= words.length,
  department: (words: string[]) => words.filter((word) => departmentWords.has(word)).length * 2 >= words.length,
  // "New York" is none.
  status: (words: string[]) =>
    words.length <= 2 && statusWords.has(words[0] ?? '') && (words.length === 1 || !newWords.has(words[0] ?? '')),
  seniority: (words: string[]) => words.filter((word) => seniorityWords.has(word)).length * 2 >= words.length,
} as const satisfies Record<string, (words: string[]) => boolean>

const newWords: ReadonlySet<string> = new Set(
  'new nova novo nuevo nueva nuovo nuova neu nouveau nouvelle nowy'.split(' '),
)

export type Kind = keyof typeof patterns | keyof typeof wordings

/** Shares of a column's non-blank values that match each class. */
export interface Values {
  isEmpty: boolean
  /** Whether there is more than one value. */
  isSeveral: boolean
  /** Whether all of several values are the same. */
  isConstant: boolean
  /** Whether all of several values are different. */
  isDistinct: boolean
  /** The comma-separated parts of the values, described like values. */
  parts(): Values
  /** Whether all values are different pages of one site, such as a directory. */
  isOneSite(): boolean
  share(kind: Kind): number
  /** Whether at least this share of the values match, and more than one of several: a single match may be a coincidence. */
  prove(kind: Kind, least: number): boolean
}

/** Maximum number and length of values that are examined. */
const maxValues = 40
const maxValue = 200
const maxName = 80

/** Returns the description of a column's values. */
export function describeValues(values: Iterable<string>): Values {
  const filled: string[] = []
  for (const value of values) {
    const text = value.slice(0, maxValue).trim()
    if (text !== '') filled.push(text)
    if (filled.length === maxValues) break
  }
  const counts = new Map<Kind, number>()
  let words: string[][] | null = null
  const count = (kind: Kind): number => {
    const known = counts.get(kind)
    if (known !== undefined) return known
    let sum = 0
    if (isPattern(kind)) for (const value of filled) sum += patterns[kind].test(value) ? 1 : 0
    else {
      words ??= filled.map((value) => fold(value.slice(0, maxName))?.split(' ') ?? [])
      for (const one of words) sum += one.length > 0 && wordings[kind](one) ? 1 : 0
    }
    counts.set(kind, sum)
    return sum
  }
  return {
    isEmpty: filled.length === 0,
    isSeveral: filled.length > 1,
    isConstant: filled.length > 1 && filled.every((value) => value === filled[0]),
    isDistinct: filled.length > 1 && new Set(filled).size === filled.length,
    parts: () => describeValues(filled.flatMap((value) => (value.includes(',') ? value.split(',').slice(1) : []))),
    isOneSite: () => isOneSite(filled),
    share: (kind) => count(kind) / (filled.length || 1),
    prove: (kind, least) =>
      count(kind) >= Math.max(least * filled.length, Math.min(2, filled.length)) && filled.length > 0,
  }
}

function isPattern(kind: Kind): kind is keyof typeof patterns {
  return Object.hasOwn(patterns, kind)
}

function isOneSite(values: string[]): boolean {
  const hosts = new Set<string>()
  for (const value of values) {
    const [, host, path] = /^(?:https?:\/\/)?(?:www\.)?([^/\s:]+)\/(.+)/i.exec(value) ?? []
    if (host === undefined || path === undefined) return false
    hosts.add(host.toLowerCase())
  }
  return hosts.size === 1 && new Set(values).size > 1
}

/** Returns whether at least half of the values match. */
export function mostly(values: Values, kind: Kind): boolean {
  return values.share(kind) >= 0.5
}
