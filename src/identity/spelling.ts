import { withoutDigraphs } from './normalise.ts'

/** What ends in a vowel that is spelled in several ways, mostly in names that are written in another alphabet. */
const finalVowels =
  /(?!(?<=(?:^| )b?)ryan)[^aeiouy ]ya|\w(?:iya|iy|ii|s[ck]?ky|[tu]ry|gory|geny|taly|toly)(?= |$)|\w{2}[aeou]y(?![aeiou])|\w[aeou]y(?=[^aeiou ])/g

/**
 * Returns a folded name with one of its common spellings: Dmitri for Dmitriy and Dmitry, Natalia for Natalya, Sergei for Sergey, Alexei for Aleksey,
 * Kovalski for Kovalsky, Hakon for Haakon, Muller for Mueller. Ryan and Bryan are not Rian and Brian.
 */
export function commonSpelling(folded: string): string {
  let name = folded
  if (name.includes('aa')) name = name.replace(/(?<!a)aa(?!a)/g, 'a')
  if (name.includes('ks')) name = name.replaceAll('ks', 'x')
  if (name.includes('y') || name.includes('ii')) name = name.replace(finalVowels, vowelOf)
  return withoutDigraphs(name)
}

function vowelOf(end: string): string {
  return end.endsWith('ya')
    ? end.replace(/i?ya$/, 'ia')
    : /i[iy]$/.test(end)
      ? `${end.slice(0, -2)}i`
      : `${end.slice(0, -1)}i`
}
