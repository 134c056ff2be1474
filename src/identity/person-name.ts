import { givenNameFirst } from './name-order.ts'
import { nicknames } from './nicknames.ts'
import { bounded, fold, romanise } from './normalise.ts'
import { commonSpelling } from './spelling.ts'

/** What LinkedIn shows in place of the name of someone outside the viewer's network, folded. */
const anonymous = new Set(
  [
    'linkedin member',
    'linkedin mitglied',
    'mitglied von linkedin',
    'membre linkedin',
    'membre de linkedin',
    'utilisateur linkedin',
    'miembro de linkedin',
    'usuario de linkedin',
    'usuario do linkedin',
    'membro do linkedin',
    'utente linkedin',
    'utente di linkedin',
    'membro di linkedin',
    'membro linkedin',
    'linkedin lid',
    'lid van linkedin',
    'linkedin medlem',
    'medlem av linkedin',
    'medlem pa linkedin',
    'linkedin medlemmet',
    'linkedinmedlem',
    'linkedin jasen',
    'linkedinin jasen',
    'uzytkownik linkedin',
    'czlonek linkedin',
    'clen linkedinu',
    'clen linkedin',
    'uzivatel linkedinu',
    'linkedin uyesi',
    'membru linkedin',
    'uchastnik linkedin',
    'linkedin 会員',
    'linkedin 회원',
    '领英会员',
    'linkedin 会员',
    'linkedin 用户',
    'linkedin 會員',
    'anggota linkedin',
    'ahli linkedin',
    'สมาชิก linkedin',
    'linkedin user',
    'polzovatel linkedin',
    'koristuvach linkedin',
    'użytkownik linkedin',
    '領英會員',
    '领英用户',
    'anonymous',
    'anonymous user',
    'anonymous attendee',
    'guest',
    'guest user',
    'deleted user',
    'unknown user',
    'test user',
    'test test',
    'private',
    'private person',
    'private user',
    'hidden user',
    'no name',
    'name withheld',
    'first last',
    'n n',
    'nn',
    'kunde unbekannt',
    'name unbekannt',
    'unknown unknown',
    'not provided',
    'first name last name',
    'vorname nachname',
    'prenom nom',
  ].map(commonSpelling),
)

/** Forms of address and academic titles, folded; they go from the front while two words remain. */
const titles = words(`
  dr drs dra drdr prof professor profa mr mrs ms mx miss mister herr frau fr mme mlle monsieur madame mademoiselle
  sr sra srta senor senora dott dottssa dottoressa dottor sig sigra signor signora ing avv arch geom rag mag dkfm
  dipl dipling diplkfm dipl-ing diplinf dipl-kfm dhr mevr mw drir ir bc mgr mudr judr phdr rndr paeddr doc lic
  profin drin er hr fru pan pani gospodin gospodja univ hon rev sir dame lord lady capt maj col eng engr adv shri smt datuk dato tan
  lt sgt cmdr dna engo enga siving sivilingenior د م em med habil hc mult rer nat oec pol phil iur jur theol vet dent inz mevrouw meneer heer maitre sayin sn
  г-н г-жа д-р господин госпожа проф пан пані инж κ κος κα δρ`)

/** Titles that are also given names or initials: they go only with a dot, or before another title. */
const dottedTitles = words(
  'fr ing er mag arch sig sr rag doc pan col maj adv hr ir bc lic tan eng dra dame lady lord geom mw hon med habil hc mult rer nat oec pol phil iur jur theol vet dent heer sn κ د م em lt',
)

/** Degrees and certificates after a name, folded, that are not surnames or initials. */
const credentials = words(`
  mrics frics ceng miet fiet mcim fcim acii fcii acib fcib phd mba emba msc bsc meng beng llm llb mphil dphil edd dba mpa mph mfa bcom bba mdiv dds dmd esq cpa cfa cma cia cisa cissp
  cism pmp pmi csm acca fca aca cima fcca cipd fcipd mcipd shrm shrm-cp shrm-scp phr sphr cfp clu chfc cpcu cebs itil
  bey hanim hanimefendi beyefendi mbe obe cbe frcs mrcp facs faia aia riba leed cams cfe crm cscp cpim cpsm pmi-acp psm cspo ccna ccnp cissp rn bsn msn`)

/** Credentials only after a comma: elsewhere they are just as often a surname or initials. */
const credentialsBehindComma = words(
  'ma ba bs ms md jd pe pt do msw lcsw cae pa ra re rd se ca cs psyd dvm rph od ed mcse acc pcc mcc',
)

/** Professions only after a comma behind a whole name. */
const professions = words(
  'realtor broker attorney lawyer abogado abogada avocat avocate avvocato avvocata rechtsanwalt rechtsanwaltin steuerberater steuerberaterin architekt architektin architect notar notary consultant coach speaker author founder owner president director manager',
)

/** Abbreviated professions before a name: only in this spelling, which no name has. */
const capitalTitles = new Set(['RA', 'RAin', 'CA', 'StB', 'WP'])

/** Suffixes that distinguish father and son. */
const generations: Readonly<Record<string, string>> = {
  jr: 'jr',
  junior: 'jr',
  jun: 'jr',
  jnr: 'jr',
  sen: 'sr',
  senior: 'sr',
  snr: 'sr',
  sr: 'sr',
  ii: 'ii',
  iii: 'iii',
  iv: 'iv',
  '2nd': 'ii',
  '3rd': 'iii',
}

/** The same in brackets, where no name stands. */
const bracketedGenerations: Readonly<Record<string, string>> = {
  ...generations,
  father: 'sr',
  son: 'jr',
  vater: 'sr',
  sohn: 'jr',
  padre: 'sr',
  figlio: 'jr',
  hijo: 'jr',
  pere: 'sr',
  fils: 'jr',
  pai: 'sr',
  filho: 'jr',
  otec: 'sr',
  syn: 'jr',
}

const remark =
  /\s*[|•·@].*$|\s+[-–—/]{1,3}\s+.*$|\s+(?:geb\.|geborene|née)\s.*$|:\s.*$|\s+#.*$|,\s*(?:open to work|#?opentowork|we['’]?re hiring|hiring).*$|\([^)]*\)|（[^）]*）|\[[^\]]*\]|\{[^}]*\}/gsu
const nickname = /(?<=\s)["“„«]\S[^"“”»]*["”“»](?=\s)|(?<=\s)['‘]\S[^'’]*['’](?=\s)/gu
/** Forms of address and ranks behind Chinese, Japanese and Korean names. */
const honorific =
  /(?<=\S)\s*(?:様|さん|さま|殿|氏|先生|女士|小姐|님|씨)$|(?<=\S)\s+(?:대표|이사|부장|과장|차장|팀장|실장|사장|회장|교수)(?:이사)?(?:님)?$|(?<=\S)\s+(?:社長|部長|課長|会長|教授)$/u

/**
 * Returns a person's name as a key: folded, in Latin letters, without titles, credentials and remarks. In a whole name,
 * "Last, First" and a SURNAME in capitals before the given name are put in order. Null if nothing names a person.
 */
export function personNameKey(text: string, isWhole: boolean): string | null {
  if (text.length > 200) return fold(text)
  if (/^[A-Z][a-z\d]+ [A-Z][a-z\d]+$/.test(text)) return plainKey(text)
  const bare = withoutRemarks(text.normalize('NFKC').replace(/\p{Cf}/gu, '')).replace(/(?<=\s)v\.(?=\s)/, 'von')
  const named = bare.charCodeAt(bare.length - 1) > 0x3000 ? bare.replace(honorific, '') : bare
  return unspaced.test(named) ? keyOf([named.replaceAll(' ', '')]) : keyOf(inOrder(named, isWhole))
}

/** Chinese, Korean and Japanese names, which stand without a blank as well. */
const unspaced =
  /^(?=.*\p{Script=Han}|[\p{Script=Hangul} ]{2,5}$)[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}ー々 ]+$/u

/** Returns a name from its parts: Chinese and Korean names, and Japanese ones in Han, have the family name first, others last. */
export function inWritingOrder(firstName: string, lastName: string): string {
  if (
    /^(?:[\p{Script=Han}々]{1,4}|\p{Script=Hangul}{1,2})$/u.test(lastName) &&
    unspaced.test(`${lastName}${firstName}`)
  )
    return `${lastName}${firstName}`
  const [, surname, particles] = behind.exec(lastName) ?? []
  return surname === undefined ? `${firstName} ${lastName}` : `${firstName} ${particles} ${surname}`
}

/** "Broek, van den" */
const behind =
  /^([^,]+),\s*((?:van|von|vom|de|den|der|di|da|dos|du|del|la|le|ter|ten|te|zu|zum|zur|'t)(?:\s+(?:den|der|de|het|la|las|los|le|'t))?)$/i

function plainKey(text: string): string | null {
  const [first = '', last = ''] = text.toLowerCase().split(' ')
  return titles.has(first) || last in generations || credentials.has(last)
    ? keyOf([first, last])
    : nameOf(identifying(`${first} ${last}`))
}

/** Returns a folded name in its common spelling, with the given name first and not as its short form. */
function identifying(folded: string): string {
  const name = givenNameFirst(commonSpelling(folded))
  const end = name.indexOf(' ')
  const longForm = end < 0 ? undefined : longForms.get(name.slice(0, end))
  return longForm === undefined ? name : longForm + name.slice(end)
}

const longForms = new Map([...nicknames].map(([short, long]) => [commonSpelling(short), commonSpelling(long)]))

function withoutRemarks(text: string): string {
  if (!/geb|née|[|•·@()（[{"“„«\-–—/:#'‘,]/u.test(text)) return text
  const rest = text.replace(nickname, ' ').replace(remark, (match) => {
    const generation = /^[([{]/.test(match) ? bracketedGenerations[fold(match) ?? ''] : undefined
    if (generation !== undefined) return ` ${generation}`
    // "Anna - Maria" has no remark, and a remark is never the whole name.
    return /^\s*[-–—/:]/.test(match) && !/\S\s+\S/.test(text.slice(0, text.indexOf(match)).trim()) ? match : ' '
  })
  return fold(rest) === null ? text : rest
}

/** Returns the words of a name, given names first. */
function inOrder(text: string, isWhole: boolean): string[] {
  const parts = text.split(/[,，、]/).map((part) => part.trim())
  const [head = '', ...rest] = parts.filter((part) => part !== '')
  const isAllCaps = text === text.toUpperCase()
  const headWords = head.split(/\s+/)
  const kept = rest.filter((part) => !isCredential(part, headWords.length > 1 && !isAllCaps))
  const generation = kept.filter((part) => (fold(part) ?? '') in generations)
  const names = kept.filter((part) => !generation.includes(part))
  const [given] = names
  if (given !== undefined && isWhole && names.length === 1) return [...given.split(/\s+/), ...headWords, ...generation]
  const ordered = isWhole && !isAllCaps && rest.length === 0 ? withSurnameLast(headWords) : headWords
  return [...ordered, ...names.flatMap((part) => part.split(/\s+/)), ...generation]
}

function isCredential(part: string, mayBeUnknown: boolean): boolean {
  return part.split(/[\s/&]+/).every((word) => {
    const folded = fold(word)?.replaceAll(' ', '-') ?? ''
    if (folded === '' || credentials.has(folded) || credentialsBehindComma.has(folded)) return true
    if (mayBeUnknown && professions.has(folded)) return true
    return mayBeUnknown && !(folded in generations) && /^[A-Z][A-Za-z]{0,2}[A-Z][A-Z.®-]*$/.test(word)
  })
}

/** "DURAND Pierre" is "Pierre DURAND". */
function withSurnameLast(names: string[]): string[] {
  const capitals = names.findIndex((word) => !/^[\p{Lu}'’-]{3,}$/u.test(word) || credentials.has(word.toLowerCase()))
  if (capitals <= 0 || names.slice(capitals).some((word) => !/\p{Ll}/u.test(word))) return names
  return [...names.slice(capitals), ...names.slice(0, capitals)]
}

function keyOf(names: string[]): string | null {
  const rest = names
    .map((word) => ({ word, folded: fold(word)?.replaceAll(' ', '-') ?? '' }))
    .filter(({ folded }) => folded !== '')
  while (rest.length > 2 && isTitle(rest[0], rest[1])) rest.shift()
  // Removes credentials at the end, but always keeps two words.
  while (rest.length > 2 && credentials.has(rest.at(-1)?.folded ?? '')) rest.pop()
  const last = rest.at(-1)
  const generation = rest.length > 1 && last !== undefined ? generations[last.folded] : undefined
  const text = (generation === undefined ? rest : rest.slice(0, -1)).map(({ word }) => word).join(' ')
  const folded = fold(romanise(text))
  if (folded === null) return fold(names.join(' '))
  const key = identifying(folded)
  return nameOf(generation === undefined ? key : `${key} ${generation}`)
}

function isTitle(
  first: { word: string; folded: string } | undefined,
  next: { word: string; folded: string } | undefined,
): boolean {
  if (first === undefined) return false
  if (capitalTitles.has(first.word) && next?.word !== next?.word.toUpperCase()) return true
  const parts = first.folded.split('-')
  if (!parts.every((part) => titles.has(part)) && !titles.has(first.folded)) return false
  return !dottedTitles.has(first.folded) || first.word.endsWith('.') || (next !== undefined && titles.has(next.folded))
}

function nameOf(key: string): string | null {
  return anonymous.has(key) ? null : bounded(key)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
