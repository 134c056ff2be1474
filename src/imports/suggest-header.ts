/** A column's name, taken apart. */
export interface HeaderName {
  /** Whose attribute the name says that it is. */
  scope: 'person' | 'company' | null
  /** The attribute in folded words, without scope, filler and numbers; empty for a bare scope ("Company"). */
  words: string
  /** Small deductions for a second one of a kind and for filler, so that "Email" beats "Email 2". */
  penalty: number
}

const companyWords = new Set(
  'company companies organization organisation org account corporate employer firm entreprise societe firma unternehmen empresa compania azienda bedrijf 会社 公司'.split(
    ' ',
  ),
)
const personWords = new Set('person contact lead member prospect candidate attendee kontakt'.split(' '))
const filler = new Set(
  'primary main current default regular associated work business mailing billing professional geschaftlich value formatted your my the'.split(
    ' ',
  ),
)

/** Takes a column's name apart: case, accents, camelCase, snake_case and punctuation make no difference. */
export function parseHeader(header: string): HeaderName {
  const words: string[] = []
  let scope: HeaderName['scope'] = null
  let penalty = 0
  for (const word of fold(header).split(' ')) {
    if (companyWords.has(word)) scope = 'company'
    else if (personWords.has(word)) scope ??= 'person'
    else if (/^\d+$/.test(word)) penalty += word === '1' ? 0.01 : 0.2
    else if (filler.has(word)) penalty += 0.01
    else if (word !== '') words.push(word)
  }
  return { scope, words: words.join(' '), penalty }
}

function fold(header: string): string {
  return header
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .normalize('NFKC')
    .replace(/ß/g, 'ss')
    .replace(/会社|公司/g, ' $& ')
    .replace(/#/g, ' number of ')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/\be ?mail\b/g, 'email')
    .replace(/\blinked in\b/g, 'linkedin')
    .replace(/\bwhats (?:is )?your\b|\bwhat is your\b/g, '')
    .trim()
}
