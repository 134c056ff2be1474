import { countryCode } from './country.ts'
import { bracketedLegalForms, gluedLegalForms, leadingLegalForms, trailingLegalForms } from './legal-forms.ts'
import { memoize } from './memoize.ts'
import { bounded, fold, romanise, withoutDigraphs } from './normalise.ts'

/** What people write who have no employer, or don't name it; folded. */
const noCompany = new Set(
  `self employed|selfemployed|self|self employment|self employed consultant|self employed freelancer|freelance|freelancer|freelancing|freelance self employed|
  independent|independent consultant|independent contractor|independant|consultant|contractor|retired|retiree|semi retired|unemployed|not employed|
  no company|none|not applicable|not available|unknown|looking for a job|looking for work|looking for new opportunities|seeking new opportunities|
  seeking opportunities|open to work|open to opportunities|open to new opportunities|between jobs|in transition|career break|on a career break|sabbatical|
  stealth|stealth startup|stealth start up|stealth mode|stealth mode startup|stealth mode start up|stealth company|stealth ai startup|stealth mode company|startup in stealth|
  confidential|confidential company|undisclosed|private|student|homemaker|various|own business|my own company|myself|
  selbststandig|selbstandig|freiberuflich|freiberufler|freiberuflerin|arbeitssuchend|arbeitslos|im ruhestand|rentner|ruhestand|vertraulich|privat|
  independiente|autonomo|trabajador autonomo|por cuenta propia|cuenta propia|jubilado|desempleado|confidencial|trabajo independiente|
  autonomo a|profissional autonomo|trabalhador autonomo|aposentado|desempregado|
  independant e|travailleur independant|auto entrepreneur|micro entrepreneur|retraite|sans emploi|confidentiel|en recherche d emploi|en recherche demploi|
  libero professionista|lavoratore autonomo|in proprio|pensionato|disoccupato|riservato|
  zelfstandig|zzp|zzper|zelfstandige|gepensioneerd|werkloos|egenforetagare|egen foretagare|frilans|frilansare|pensionerad|arbetslos|
  selvstendig|selvstendig naeringsdrivende|selvstaendig|pensjonist|freelans|frilanser|yrittaja|elakkeella|
  wolny strzelec|samozatrudnienie|samozatrudniony|emeryt|bezrobotny|dzialalnosc gospodarcza|osvc|zivnostnik|serbest|serbest meslek|emekli|
  samozanyatyi|samozanyatyy|samozanyataya|frilans|frilanser|bezrabotnyi|bezrabotnyy|pensioner|自由职业|自由职业者|自营|自雇|フリーランス|個人事業主|無職|自営業|프리랜서|자영업|
  currently unemployed|currently not working|not working|between opportunities|between roles|looking for new challenges|looking for new opportunity|
  looking for opportunities|looking for next opportunity|seeking employment|seeking new challenges|seeking new role|actively seeking opportunities|actively looking|job seeker|jobseeker|
  freelance consultant|freelance designer|freelance developer|freelance writer|freelance marketer|freelance photographer|freelance journalist|freelance translator|
  freelance contractor|self employed freelance|freelancer self employed|independent professional|independent freelancer|independent advisor|sole trader|sole proprietor|
  sole proprietorship|private practice|private individual|private person|privatperson|own company|my company|my own business|owner operator|stay at home mom|
  in between jobs|entrepreneur|serial entrepreneur|private investor|housewife|at home|unternehmer|hausfrau|schuler|studentin|empresario|empresaria|emprendedor|emprendedora|estudiante|imprenditore|
  imprenditrice|studente|studentessa|etudiant|etudiante|entrepreneuse|estudante|opiskelija|mezhdu proektami|mezhdu rabotami|
  retired now|happily retired|various companies|several companies|multiple companies|stealth ai|stealth saas startup|tbd|tba|
  freiberuflich tatig|selbststandige|selbstandige|arbeitssuchende|arbeitslose|rentnerin|pensionist|pensionistin|elternzeit|privatperson|auf jobsuche|
  autonoma|independiente autonomo|trabajadora autonoma|jubilada|desempleada|en busqueda activa|buscando empleo|empleado por cuenta propia|profesional independiente|
  libera professionista|lavoratrice autonoma|pensionata|disoccupata|in cerca di occupazione|partita iva|autonomo profissional|aposentada|desempregada|
  profissional liberal|em busca de recolocacao|independante|travailleuse independante|autoentrepreneur|autoentrepreneuse|auto entrepreneuse|micro entrepreneuse|
  micro entreprise|retraitee|a la recherche d un emploi|en recherche active|a son compte|profession liberale|en recherche d opportunites|
  freelance zelfstandige|zelfstandig ondernemer|werkzoekend|egenforetagare|egen firma|egen verksamhet|egen virksomhed|eget firma|selvstandig|arbeidsledig|arbejdslos|
  tyoton|tyonhakija|freelancer yrittaja|vallalkozo|egyeni vallalkozo|szabaduszo|nyugdijas|munkanelkuli|liber profesionist|independent pfa|somer|pensionar|
  samozatrudniona|wlasna dzialalnosc|wlasna firma|bezrobotna|emerytka|na emeryturze|zivnost|duchodce|nezamestnany|samostojni podjetnik|slobodni profesionalac|
  eleftheros epangelmatias|serbest calisan|issiz|calismiyor|tu do|nghi huu|lao dong tu do|wiraswasta|freelance pekerja lepas`
    .split('|')
    .map((name) => withoutDigraphs(name.trim())),
)

/** "and" between two words, in the languages in which companies are named after partners. */
const and = /(?<=\S ) ?(?:und|et|och|og|y|e|en|i|ja|es|ve|ta) (?=\S)/g
const remark =
  /\s*[([](?:formerly|previously|fka|f\.k\.a\.|ex[- ]|now |acquired|dba|d\/b\/a|part of|a .* company|vormals|ehemals|früher|anciennement|antes|già|nyse|nasdaq|lse|yc |[a-z]{2,8}: ?[a-z\d.]{1,6}(?=[)\]])).*?[)\]]/giu
/** Forms that are written with dots, and those that name the partners. */
const dottedForms =
  /(?<=\S),?\s+(?:C\.\s?A|C\.\s?B|I\.\s?I|[IP]\/S)\.?$|(?<=\S),?\s+S\.?\s?(?:n\.?\s?c|a\.?\s?s)\.?\s+d(?:i|ei|el|i)\s.+$/i
/** Forms that are words of other languages in Latin letters. */
const cyrillicForms =
  /^(?:ПП|АТ|ПАТ|ПрАТ|ЗАТ|ВАТ|КП|ДП|ЕТ|ФГУП|МУП|ГУП|АНО|ЧУП|ЧТУП|ОДО)\s+(?=\S)|(?<=\S),?\s+(?:ЕТ|ПП|АТ)$/u
const slogan =
  /(?<=\S)\s+\|.*$|(?<=\S),?\s+(?:d\/?b\/?a|t\/a|trading as|f\/k\/a|formerly known as|au capital(?: social)? de|inh\.|inhaber(?:in)?:?)\s.*$|(?<=\S)\s+[-–—]\s+an? .* company$/i
const endings = /(?<=[\p{L}\d]{2})\.com(?=$|[\s,])/iu

const abbreviation = /(\S.*?)\s*\(([A-Z]{3,8})\)/

/** "Norwegian Cod (NORCOD)" is "Norwegian Cod", but "Acme (UAE)" stays: an abbreviation has its letters from the name before it. */
function withoutOwnAbbreviation(whole: string, name: string, short: string): string {
  const letters = name.toUpperCase()
  if (!name.includes(' ') || countryCode(short) !== undefined || letters.charAt(0) !== short.charAt(0)) return whole
  let at = -1
  for (const letter of short) {
    at = letters.indexOf(letter, at + 1)
    if (at < 0) return whole
  }
  return name
}

/** Returns a company's name as a key: folded, in Latin letters, without its legal form; null if it names no company. */
export const companyNameKey = memoize((text): string | null => {
  if (text.length > 500) return fold(text)
  const key = keyOf(text)
  return key === null || noCompany.has(key) ? null : bounded(key)
})

function keyOf(text: string): string | null {
  const plain = withoutGluedForm(
    text
      // Before ™ becomes the letters TM.
      .replace(/[™℠®©]/g, '')
      .normalize('NFKC')
      .replace(remark, ' ')
      .replace(/^M\/s\.?\s+/i, '')
      .replace(abbreviation, withoutOwnAbbreviation)
      .replace(/(?<=\S\s)u\.(?=\s)/, '&')
      .replace(slogan, '')
      .replace(dottedForms, '')
      .replace(cyrillicForms, '')
      .trim(),
  )
  const latin = romanise(plain)
  const name = fold(
    (latin === plain ? plain : latin.replace(/ks/gi, 'x'))
      .replace(endings, '')
      .replace(/\s*&\s*|\s\+\s/g, ' and ')
      // A Brazilian micro-enterprise; "me" in lower case is a word.
      .replace(/(?<=\p{Ll}.*)[ -]+ME\.?$/u, ''),
  )
  if (name === null) return fold(text)
  const plainName = withoutDigraphs(name)
  if (noCompany.has(plainName)) return plainName
  let words = name.replace(and, 'and ').split(' ')
  if (words.length > 1 && words[0] === 'the') words = words.slice(1)
  if (words.length > 1 && words.at(-1) === 'the') words = words.slice(0, -1)
  const leading = [6, 5, 4, 3, 2, 1].find(
    (count) => words.length > count && leadingLegalForms.has(words.slice(0, count).join(' ')),
  )
  for (let form = formAt(words); form > 0; form = formAt(words)) {
    // Romanian companies are "SC … SRL".
    if (words[0] === 'sc' && words.length > form + 1 && /^(?:srl|sa|snc|scs)$/.test(words.at(-1) ?? ''))
      words = words.slice(1)
    words = words.slice(0, -form)
    if (words.length > 1 && words.at(-1) === 'and') words = words.slice(0, -1)
  }
  if (leading !== undefined && words.length > leading && leadingLegalForms.has(words.slice(0, leading).join(' ')))
    words = words.slice(leading)
  return withoutDigraphs(inOneSpelling(words)).replace(/(?<=\w{2}[aeou])y(?![aeiou])/g, 'i')
}

/** "Gebrüder" is "Gebr.", and "4Rivers" is "4 Rivers". */
function inOneSpelling(words: string[]): string {
  const spelled = words.map((word) => (/^gebr(?:u|ue|oe|o)der?s?$/.test(word) ? 'gebr' : word))
  return joinLetters(spelled)
    .join(' ')
    .replace(/^(\d+)(?=[a-z]{3})/, '$1 ')
}

/** Returns how many words at the end are a legal form; 0 if nothing else would be left. */
function formAt(words: string[]): number {
  for (let length = Math.min(5, words.length - 1); length > 0; length--) {
    if (trailingLegalForms.has(words.slice(-length).join(' '))) return length
  }
  return 0
}

/** Removes a legal form that is glued to a name in a script without spaces, unless it is the whole name. */
function withoutGluedForm(text: string): string {
  if (!/[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)) return text
  let name = text.replace(bracketedLegalForms, ' ').trim()
  for (const form of gluedLegalForms) {
    if (name.startsWith(form)) name = name.slice(form.length).trim()
    if (name.endsWith(form)) name = name.slice(0, -form.length).trim()
  }
  return fold(name) === null ? text : name
}

/** "J P Morgan" is "JP Morgan", and "L Oréal" is "LOréal". */
function joinLetters(words: string[]): string[] {
  const joined: string[] = []
  let isLetter = false
  for (const word of words) {
    const elides = joined.length === 1 && /^[ld]$/.test(joined[0] ?? '')
    if ((isLetter && /^[a-z]$/.test(word)) || elides) joined.push(`${joined.pop()}${word}`)
    else joined.push(word)
    isLetter = /^[a-z]$/.test(word) || (isLetter && /^[a-z]$/.test(word))
  }
  return joined
}
