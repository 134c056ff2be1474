import { expect, it } from 'vitest'
import { planColumns, readLead } from '../src/imports/leads/mapping.ts'
import { listName } from '../src/lists/name.ts'

const reversed = '\u202eAda\u202c \u2067Lovelace\u2069'

it('removes characters that reverse the direction of text from the name of a list', () => {
  expect(listName(reversed)).toBe('Ada Lovelace')
  expect(() => listName('\u202e')).toThrow('A list needs a name.')
})

it('removes characters that reverse the direction of text from the fields of a person', () => {
  const plan = planColumns(['Name'], 'PEOPLE', { person: { fullName: 'Name' }, company: null })
  const lead = readLead({ cells: [reversed], broken: false }, 1, plan)
  expect(lead.person?.fields.fullName).toBe('Ada Lovelace')
})
