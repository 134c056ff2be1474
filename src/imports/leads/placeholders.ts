/** Values that mean "no value", in lower case, with single spaces and without surrounding punctuation. */
const placeholders: ReadonlySet<string> = new Set(
  list(`
    n/a, n.a, n. a, na, n/d, n.d, n/k, k/a, k.a, k. a, o. a, o.a, s/d, s/i, none, null, nan, nil, nul, undefined, unknown, not found, notfound,
    not available, not applicable, not provided, not specified, not set, not known, not given, not listed, not disclosed, unspecified,
    unavailable, no data, no data available, no data found, no value, no info, no information, no result, no results,
    no results found, no match, no match found, none found, none given, none provided, none listed, nothing found, no name,
    no email, no e-mail, no mail, noemail, no email found, no emails found, email not found, no email address, no valid email found,
    no phone, no phone number, no phone found, phone not found, no website, no website found, website not found, no url, no domain,
    no linkedin, no linkedin found, no linkedin url, no profile found, profile not found, no company, company not found,
    could not find, unable to find, data not found, tbd, tba, to be determined,
    keine angabe, keine, keiner, keine daten, nicht vorhanden, nicht verfügbar, nicht bekannt, nicht gefunden, nicht angegeben, unbekannt,
    non disponible, non renseigné, non renseignée, non communiqué, non trouvé, inconnu, inconnue, aucun, aucune,
    no disponible, no aplica, no encontrado, sin datos, sin información, sin especificar, desconocido, ninguno, ninguna, nulo,
    não disponível, não informado, não encontrado, não se aplica, desconhecido, nenhum, sem informação,
    non disponibile, non trovato, non specificato, sconosciuto, nessuno, nessuna,
    niet beschikbaar, niet gevonden, onbekend, geen, ikke tilgængelig, ikke angivet, ukendt, ukjent, ingen, okänd, okänt,
    ej tillgänglig, ei tiedossa, tuntematon, brak, brak danych, nie dotyczy, nie znaleziono, nieznany, neznámý, není k dispozici,
    ismeretlen, necunoscut, bilinmiyor, не указано, не указан, не указана, нет данных, неизвестно, не найдено,
    не вказано, невідомо, немає даних, άγνωστο, 不明, なし, 無し, 未入力, 未設定, 記載なし, 未提供, 不详, 해당없음, \\n, 该当なし, 該当なし, 无, 無, 暂无, 未知, 未填写, 없음, 미상`),
)

/** The placeholders among people's names, where Null, Nan, None and Na are real names. */
const namePlaceholders: ReadonlySet<string> = new Set(
  list(`
    n/a, n/d, n/k, k/a, undefined, unknown, not found, notfound, not available, not applicable, not provided, not specified,
    not known, no data, no name, name not found, no results found, no match found, none found, nothing found, unspecified,
    keine angabe, nicht vorhanden, nicht verfügbar, unbekannt, non disponible, non renseigné, inconnu, no disponible, desconocido,
    não informado, desconhecido, non disponibile, sconosciuto, onbekend, brak danych, не указано, неизвестно, 不明, 未知`),
)

const maxLength = 40
const marks = /^[-‐-―−_.…?¿/\\,;:|·•'"`´\s]+$/
/** Error values of spreadsheet programs, in every language: #REF!, #NAME?, #¡VALOR!, #N/A, #NV. */
const errorValue = /^#(?:[¡¿]?[\p{Lu}\d/ _.]{2,20}[!?]|N\/[AD]|NV|Н\/Д|GETTING_DATA|#+)$/u
/** "(none)", "[null]", "<unknown>". */
const bracketed = /^(?:\([^()]+\)|\[[^[\]]+\]|<[^<>]+>|\{[^{}]+\})$/
/** Characters that may surround a placeholder, such as quotes and the symbols of enrichment programs. */
const decoration = new Set(' \t\n"\'`()[]<>{}#*.,:;!?❌❎⛔🚫⚠\ufe0f✖✗'.split(''))
/** Words that are placeholders only in brackets. */
const bracketedPlaceholders: ReadonlySet<string> = new Set([
  'blank',
  'empty',
  'missing',
  'leer',
  'vide',
  'vacío',
  'vazio',
  'vuoto',
])

/** Length, first and last letter of the values in ASCII: hardly any other value shares all three. */
const shapes: ReadonlySet<number> = new Set(
  [...placeholders, ...namePlaceholders, ...bracketedPlaceholders].map(shapeOf),
)

/** "No mobile found", as enrichment programs report it. */
const nothingFound = /^[Nn]o (?:[\p{L}-]+ ){1,3}(?:found|available|provided)$/u

/** Returns whether a trimmed value is a placeholder such as "n/a". Words that are real names don't count in a person's name. */
export function isPlaceholder(value: string, isName = false): boolean {
  if (value.length > maxLength || value.startsWith('+')) return false
  if (marks.test(value) || (value.startsWith('#') && errorValue.test(value))) return true
  let start = 0
  let end = value.length
  while (start < end && decoration.has(value.charAt(start))) start++
  while (start < end && decoration.has(value.charAt(end - 1))) end--
  const inner = value.slice(start, end)
  if (inner.charCodeAt(2) === 0x20 && nothingFound.test(inner)) return true
  if (isPlainWord(inner) && !shapes.has(shapeOf(inner))) return false
  const words = inner.toLowerCase().replace(/[_\s]+/g, ' ')
  if (bracketed.test(value)) return placeholders.has(words) || bracketedPlaceholders.has(words)
  return isName ? namePlaceholders.has(words) : placeholders.has(words)
}

/** Returns whether a value starts and ends with an ASCII letter or digit. */
function isPlainWord(value: string): boolean {
  return isAlphanumeric(value.charCodeAt(0)) && isAlphanumeric(value.charCodeAt(value.length - 1))
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)
}

function shapeOf(value: string): number {
  const [first, last] = [value.charCodeAt(0) | 0x20, value.charCodeAt(value.length - 1) | 0x20]
  return (value.length << 14) | ((first & 0x7f) << 7) | (last & 0x7f)
}

const placeholderMailboxes: ReadonlySet<string> = new Set(
  list(`
    none, null, nil, na, nan, no, noone, nobody, nothing, undefined, unknown, unavailable, notavailable, not-available, notfound, not-found,
    notprovided, noemail, no-email, noemail, nomail, no-mail, noemailaddress, noaddress, x, xx, xxx, fake, invalid, missing, n.a, no_email`),
)
const maxMailbox = 20
/** Domain labels at which such a mailbox is a placeholder; "unknown@acme.com" may be real. */
const placeholderHosts: ReadonlySet<string> = new Set([
  'email',
  'mail',
  'example',
  'domain',
  'test',
  'gmail',
  'yahoo',
  'hotmail',
  'outlook',
  'abc',
])
const placeholderMailbox = /^(?:no[-_.]?e?-?mail(?:address|found|provided)?|not[-_.]?(?:available|provided|found))$/

/** Local parts of samples in forms, at the domains of samples. */
const sampleMailboxes: ReadonlySet<string> = new Set(
  list(
    'name, user, username, test, example, sample, your, you, yourname, your.name, youremail, firstname.lastname, first.last, someone, abc, asd, asdf',
  ),
)
const sampleHosts: ReadonlySet<string> = new Set(
  list('example, domain, yourdomain, test, email, sample, company, yourcompany'),
)

/** Returns whether an e-mail address is a placeholder, such as none@none.com. */
export function isPlaceholderAddress(address: string): boolean {
  const at = address.indexOf('@')
  if (at > maxMailbox) return false
  const local = address.slice(0, at).toLowerCase()
  if (local.startsWith('no') && placeholderMailbox.test(local)) return true
  // What programs export in place of an address that is not paid for.
  if (local.endsWith('not_unlocked')) return true
  const isSample = sampleMailboxes.has(local)
  if (!isSample && !placeholderMailboxes.has(local)) return false
  const label =
    address
      .slice(at + 1)
      .split('.', 1)[0]
      ?.toLowerCase() ?? ''
  return isSample
    ? sampleHosts.has(label) || label === local
    : placeholderMailboxes.has(label) || placeholderHosts.has(label)
}

function list(text: string): string[] {
  return text.split(',').map((value) => value.trim())
}
