import { foldHeader } from './fold.ts'

const signs = /[?¿？؟]|^who$|\{\{|\b(?:where|what|which|how) |\byou\b/i

/** Whole questions that name an attribute by none of its words. */
const frames: [RegExp, string][] = [
  [/^(?:where|who) (?:do|are|is) you(?:r)? (?:currently |now )?(?:work|working|employed|employer)\b.*/, 'company'],
  [/^(?:wo|fur wen) arbeite(?:n sie|st du)\b.*/, 'company'],
  [/^(?:ou|pour qui) travaill(?:ez vous|es tu)\b.*/, 'company'],
  [/^(?:donde|para quien) trabajas?\b.*/, 'company'],
  [/^(?:onde|para quem) (?:voce )?trabalhas?\b.*/, 'company'],
  [/^(?:dove|per chi) lavori?a?\b.*/, 'company'],
  [/^(?:waar|voor wie) werkt? (?:je|u|jij)\b.*/, 'company'],
  [/^(?:what are you called|wie heiss(?:en sie|t du)|comment (?:vous appelez vous|t appelles tu))\b/, 'full name'],
  [/^(?:como (?:te llamas|se llama|voce se chama)|come (?:ti chiami|si chiama)|hoe heet (?:je|u))\b/, 'full name'],
  [/^(?:vad heter du|hvad hedder du|hva heter du)\b/, 'full name'],
  [/^who$/, 'full name'],
  [/^what (?:do|does) (?:you|they|he|she) do\b.*/, 'title'],
  [/^which (?:workshops?|sessions?|courses?|classes|events?)\b.*/, 'event'],
  [/^how many (?:people|employees|staff) (?:work|does your|do you employ|are (?:employed|in your))\b.*/, 'employees'],
]

/** Words that only make an attribute a question. */
const words: ReadonlySet<string> = new Set(
  `live lives living based located employed currently reach represent representing affiliated hold there
  haben hast hat konnen kann wir tatig ansassig wohnen wohnst leben lebst erreichen viele dich du bist sind beschaftigt
  vous tu travailles habitez habites vivez occupez occupes pouvons nous joindre contacter avez situe situee exercez combien
  vives vive resides desempenas ocupas tienes tiene podemos contactarte ubicada ubicado encuentras cuantos te se
  voce mora ocupa tem localizada fica quantos vivi abiti ricopri possiamo contattarti ha quanti si trova
  werk woon woont kunnen bereiken heb heeft hoeveel bent jij gevestigd arbetar jobbar bor arbejder jobber har`.split(
    /\s+/,
  ),
)

/** Returns a column name that is a question as the attribute that it asks for; other names unchanged. */
export function withoutQuestion(header: string): string {
  if (!signs.test(header)) return header
  const plain = header.replace(/(?<=\p{L}),?\s*\{\{[^{}]*\}\}/gu, '')
  const folded = foldHeader(plain)
  const frame = frames.find(([form]) => form.test(folded))
  if (frame !== undefined) return folded.replace(...frame)
  const attribute = plain.replace(/(?<=\S\s)where (?=you\b)/i, '')
  return attribute.replace(/\p{L}+/gu, (word) => (words.has(foldHeader(word)) ? '' : word))
}
