import { withoutInvisible } from '../invisible.ts'
import { truncate } from './truncate.ts'

const maxName = 200

/** Returns column names for the cells of a header: one line of at most 200 characters, not blank (`Column 3`), unique (`Email (2)`). */
export function columnNames(header: string[]): string[] {
  const taken = new Set(header.map(oneLine))
  const used = new Set<string>()
  return header.map((cell, index) => {
    const name = oneLine(cell)
    const wanted = name === '' ? `Column ${index + 1}` : name
    const isFree = !used.has(wanted) && (name !== '' || !taken.has(wanted))
    const unique = isFree ? wanted : numbered(wanted, (other) => used.has(other) || taken.has(other))
    used.add(unique)
    return unique
  })
}

/** Names that are clear only together with the name of their group. */
const vague =
  /^(?:names?|full name|nom|nombre|nome|naam|namn|id|title|phone|phone number|telephone|telefon|url|linkedin|linkedin url|size|größe|city|ort|ville|state|country|land|pays|address|location|type|description)$/i
/** Groups that are about a person or a company. */
const owner =
  /\b(?:person|people|contact|lead|prospect|company|account|organi[sz]ation|business|employer|firma|unternehmen|kontakt|ansprechpartner|entreprise|soci[eé]t[eé]|empresa|contacto|azienda|bedrijf)\b/i

/** Returns a header's cells with the names of their groups before those that are vague or repeated: "Company Name". */
export function groupedNames(header: string[], groups: string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of header.map(oneLine)) counts.set(name, (counts.get(name) ?? 0) + 1)
  let group = ''
  return header.map((cell, index) => {
    const [name, label] = [oneLine(cell), oneLine(groups[index] ?? '')]
    if (label !== '') group = label
    if (name === '') return label
    const isUnclear = (counts.get(name) ?? 0) > 1 || (vague.test(name) && owner.test(group))
    return isUnclear && group !== '' && !name.toLowerCase().startsWith(group.toLowerCase()) ? `${group} ${name}` : cell
  })
}

function oneLine(cell: string): string {
  const lines = cell.split('\n').map(withoutInvisible)
  return truncate(lines.filter((line) => line !== '').join(' '), maxName).trimEnd()
}

function numbered(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 2; ; number++) {
    const suffix = ` (${number})`
    const candidate = `${truncate(name, maxName - suffix.length)}${suffix}`
    if (!isTaken(candidate)) return candidate
  }
}
