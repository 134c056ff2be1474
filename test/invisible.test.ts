import { expect, it } from 'vitest'
import type { AccountProvider } from '../src/accounts/provider.ts'
import { toEntry } from '../src/blocklist/entry.ts'
import { planColumns, readLead } from '../src/imports/leads/mapping.ts'
import { fetchPage } from '../src/imports/sales-nav/search-page.ts'
import { withoutInvisible } from '../src/invisible.ts'
import { listName } from '../src/lists/name.ts'
import { createSandbox } from '../src/providers/sales-nav/sandbox.ts'

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

const reversed = '\u202eAda\u202c \u2067Lovelace\u2069'

it('removes characters that reverse the direction of text from the name of a list', () => {
  expect(listName(reversed)).toBe('Ada Lovelace')
  expect(() => listName('\u202e')).toThrow('A list needs a name.')
})

it('removes characters that reverse the direction of text from the fields and custom columns of a person', () => {
  const plan = planColumns(['Name', 'Note'], 'PEOPLE', {
    person: { fullName: 'Name', custom: [{ name: 'Note', column: 'Note' }] },
    company: null,
  })
  const lead = readLead({ cells: [reversed, reversed], broken: false }, 1, plan)
  expect(lead.person?.fields.fullName).toBe('Ada Lovelace')
  expect(lead.person?.custom).toEqual(new Map([['Note', 'Ada Lovelace']]))
})

it('removes characters that reverse the direction of text from a block list entry', () => {
  expect(toEntry({ name: reversed, domain: '\u202ea.example', reason: reversed })).toMatchObject({
    name: 'Ada Lovelace',
    domain: 'a.example',
    reason: 'Ada Lovelace',
  })
})

it('removes characters that reverse the direction of text from the people of a search, and keeps them in the cells', async () => {
  const lead = {
    id: null,
    memberId: '123',
    publicIdentifier: 'ada',
    name: reversed,
    firstName: null,
    lastName: null,
    headline: reversed,
    location: 'n/a',
    publicProfileUrl: null,
    profileUrl: null,
    positions: [{ company: reversed, companyId: null, role: null }],
  }
  const provider: AccountProvider = {
    ...createSandbox(),
    search: async () => ({ leads: [lead], cursor: null, totalCount: 1 }),
  }
  const run = { searchUrl: '', providerAccountId: 'a', cursor: null, page: 0, position: 0, failures: 0 }
  const { leads } = await fetchPage(provider, run, new AbortController().signal)
  expect(leads[0]?.person?.fields).toEqual({
    memberId: '123',
    fullName: 'Ada Lovelace',
    headline: 'Ada Lovelace',
    companyName: 'Ada Lovelace',
    linkedinUrl: 'https://www.linkedin.com/in/ada',
  })
  expect(leads[0]?.cells).toEqual([reversed, reversed, 'n/a', '', reversed, 'https://www.linkedin.com/in/ada', ''])
})
