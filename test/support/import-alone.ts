import { planColumns, readLead } from '../../src/imports/leads/mapping.ts'
import { suggest } from '../../src/imports/suggest/suggest.ts'
import { read } from './csv-files.ts'
import { decideAlone } from './identity-pairs.ts'

/** Imports a file of text into an empty list with the suggested mapping, and returns what becomes of its rows. */
export function importAlone(content: string | Buffer) {
  const { columns, rows, headerLine, warnings } = read(content)
  const { dataType, personMapping, companyMapping } = suggest(columns, rows)
  const isPeople = dataType === 'PEOPLE'
  const plan = planColumns(columns, dataType, { person: isPeople ? personMapping : null, company: companyMapping })
  const leads = rows.map((cells, index) => readLead({ cells, broken: false }, index + 1, plan))
  const { counts, newPeople, newCompanies } = decideAlone(leads)
  const { imported, merged, invalid } = counts
  const people = newPeople.map(({ fields }) => fields)
  const companies = newCompanies.length
  return { dataType, headerLine, rows: rows.length, imported, merged, invalid, companies, people, warnings }
}
