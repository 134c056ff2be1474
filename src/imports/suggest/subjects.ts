import type { Column } from './column.ts'
import { wordsOf } from './header.ts'
import { mostly } from './values.ts'

/** What the rows of some files are about besides the lead: words that show it, and those of its own columns. */
const subjects = [
  { clues: words('abstract talk talks proposal body subject'), own: words('title state level description') },
  {
    clues: words('gift gifts donation donations donor donors pledge contribution payment spende spender'),
    own: words('fund fonds designation appeal campaign name'),
  },
  { clues: words('event tournament festival fair'), own: words('venue name') },
]

/** Marks the title and state of a speaker's talk, and the fund that a donor gives to. */
export function withoutSubjects(columns: readonly Column[]): Column[] {
  const named = columns.map((column) => ({ column, words: wordsOf(column.name) }))
  const present = subjects.filter(({ clues }) => named.some(({ words }) => words.some((word) => clues.has(word))))
  return named.map(({ column, words }) => {
    const isOwn = present.some(({ own }) => words.every((word) => own.has(word)) && words.join(' ') !== 'name')
    return isOwn && !mostly(column.values, 'job') ? { ...column, isOfOthers: true } : column
  })
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
