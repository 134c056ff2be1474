import { expect, it } from 'vitest'
import { withoutInvisible } from '../src/invisible.ts'

it.each([
  ['blanks around it', '\u00a0 \u3000Ann\t\n', 'Ann'],
  ['non-breaking spaces in it', 'Ann\u00a0Archer\u202fJr', 'Ann Archer Jr'],
  ['zero-width spaces', '\u200bAnn\u200b Ar\u200bcher\ufeff', 'Ann Archer'],
  ['soft hyphens', 'Ar\u00adcher', 'Archer'],
  ['direction marks', '\u202aAnn\u202c \u200fArcher\u2069\u061c', 'Ann Archer'],
  ['control characters', 'Ann\u0001\u001f Archer\u007f', 'Ann Archer'],
  ['joiners at its ends', '\u200dAnn\u200c', 'Ann'],
])('removes %s', (_what, text, clean) => {
  expect(withoutInvisible(text)).toBe(clean)
})

it.each([
  ['joiners between letters', 'می\u200cخواهم'],
  ['joiners in emoji', '👩🏽\u200d💻'],
  ['line breaks and tabs inside', 'One Road\n\tLeeds'],
  ['signs that only keys fold', '㈱ ½ ™ 𝐉𝐚𝐧𝐞'],
])('keeps %s', (_what, text) => {
  expect(withoutInvisible(text)).toBe(text)
})
