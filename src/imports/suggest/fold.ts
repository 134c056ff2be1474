import { memoize } from '../../identity/memoize.ts'

/** Returns the words of a column name, lower-case and without accents, separated by one space. */
export const foldHeader = memoize(fold)

function fold(header: string): string {
  return header
    .replace(questionNumber, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFKD')
    .replace(genderedEnding, '')
    .replace(/\b([dlnst]|qu|dell|dall|sull)['’]/g, '$1 ')
    .replace(/(?<=\p{Script=Hebrew})["״׳](?=\p{Script=Hebrew})/gu, '')
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640'’ʼ]/g, '')
    .normalize('NFKC')
    .replace(/[ßđłøæœıðþ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/#/g, ' number of ')
    .replace(/[^\p{L}\p{M}\d]+/gu, ' ')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/\be ?mail\b/g, 'email')
    .replace(/\blinked in\b/g, 'linkedin')
    .replace(/\b(e?mail|web|mx|smtp) host\b/g, '$1 hostname')
    .replace(/\bwhats app\b/g, 'whatsapp')
    .replace(/\bbusiness name\b/g, 'company name')
    .replace(/\bname (first|last)(?= ?$)/, '$1 name')
    .replace(/\bname (first|last|full) name\b/, '$1 name')
    .replace(/\bcontact (?:number|no)\b/g, 'phone')
    .replace(/\b(?:line|nature) of business\b/g, 'industry')
    .replace(/\bfund size\b/g, 'funding')
    .replace(/^ ?(?:last|latest|next) contact ?$/, 'contact date')
    .replace(northernHalves, 'for$3 $1 $2$3')
    .replace(familyAndMiddle, 'ho')
    .trim()
}

/** "2. Last name" is the second question of a form, not a second name. */
const questionNumber = /^\s*Q?\d{1,2}[.):]\s+/
/** "For- og efternavn": "for" alone would be a preposition. */
const northernHalves = /\bfor (og|och) (e[ft]ter)(na[mv]n)\b/
/** "Họ và tên đệm": without its accents, the last word would be a German article. */
const familyAndMiddle = /\bho va ten dem\b/

/** "Ansprechpartner/in", "des/r". */
export const genderedEnding = /\/(?:in|innen|[enrsmx])\b/gi

/** Letters that Unicode doesn't decompose. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  đ: 'd',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
}
