import { givenNames } from '../../identity/given-names.ts'
import { trailingLegalForms } from '../../identity/legal-forms.ts'
import type { SourceRecord } from './record.ts'

// None of these patterns can match a text in two ways, which would make them slow on hostile input.
const headerWord =
  /^(?:id|(?:first|last|full|company|account) ?name|name|nom|nombre|e-?mail(?: ?address)?|company|organi[sz]ation|phone|url|website|domain|title|city|country)$/i
const address =
  /^(?:mailto:)?[^\s@]+@[^\s@][^\s@.]*\.[^\s@]+$|<[^\s@<>]+@[^\s@<>]+>$|^(?:https?:\/\/|www\.)\S+$|^(?:\w+\.)?linkedin\.com\/\S+$/i
const number = /^[\s.,:/+()%€$£-]*\d[\d\s.,:/+()%€$£-]*$/
const phone = /^(?:\+|00|0|\()[\d\s()./-]{7,}$/
const domain = /^(?:https?:\/\/)?(?:[\p{L}\d-]+\.)+\p{L}{2,}\/?$/u
const person = /^\p{Lu}[\p{L}'’.-]*(?: \p{L}[\p{L}'’.-]*){0,3}$/u
/** Characters of a cell that are examined; e-mail addresses and profile URLs are no longer than that. */
const maxExamined = 320
/** Minimum share of the values below a cell that have the same form, if the cell is a value too. */
const enough = 0.4

/** Words that the names of columns consist of. */
const columnWords = new Set(
  `first last full given family middle name names mail email e phone telephone tel mobile cell fax company organization organisation account
  firm business employer title job position role function department seniority city town state province region country zip postal code
  postcode address street location website site web url domain page link linkedin profile contact person lead id no nr number of the
  industry sector employees size revenue source status owner date created type notes note comment description work home primary other
  nom prenom nombre nome apellido apellidos cognome naam voornaam achternaam vorname nachname firma unternehmen entreprise societe empresa
  azienda bedrijf telefon telephone telefono telefone telefoon stadt ort ville ciudad citta cidade land pays pais paese position poste
  user original guest attended attendee participant registration join leave duration minutes time session topic approval joined left
  cargo ruolo adresse direccion indirizzo strasse webseite internet fn imie nazwisko jmeno prijmeni`.split(/\s+/),
)

/** Returns whether a record has an e-mail address, a URL or mostly numbers, rather than column names. */
export function looksLikeData(record: SourceRecord): boolean {
  const values = record.cells.map(examined).filter((value) => value !== '')
  const addresses = values.filter((value) => address.test(value)).length
  const words = values.filter((value) => headerWord.test(value)).length
  if (words > 0) return addresses >= words
  return addresses > 0 || values.filter((value) => number.test(value)).length * 2 > values.length
}

/** Returns whether a cell of the record is one of the most common column names. */
export function hasHeaderWord({ cells }: SourceRecord): boolean {
  return cells.some((cell) => headerWord.test(examined(cell)))
}

/** Returns whether several cells of the record consist of words that are usual in column names. */
export function hasColumnNames({ cells }: SourceRecord): boolean {
  return cells.filter((cell) => isColumnName(examined(cell))).length > 1
}

/** Returns whether all cells of the record consist of words that are usual in column names. */
export function isColumnNames({ cells }: SourceRecord): boolean {
  return cells.map(examined).every((cell) => cell === '' || isColumnName(cell))
}

/** Returns whether a record is a row like those below it: it has phone numbers, domains, or names of people or companies in the same columns. */
export function isLikeRows(record: SourceRecord, rows: readonly SourceRecord[]): boolean {
  const values = record.cells.map(examined)
  const filled = values.filter((value) => value !== '')
  if (rows.length === 0 || filled.filter(isColumnName).length * 2 >= filled.length) return false
  return values.some((value, column) => {
    const form = forms.find((isOfForm) => isOfForm(value))
    if (form === undefined) return false
    const below = rows.map(({ cells }) => examined(cells[column] ?? '')).filter((text) => text !== '')
    return below.length > 0 && below.filter(form).length >= below.length * enough
  })
}

const forms: ((value: string) => boolean)[] = [
  (value) => phone.test(value) && value.replace(/\D/g, '').length >= 7,
  (value) => domain.test(value) && !isColumnName(value),
  (value) => isCompany(wordsOf(value)),
  (value) => person.test(value) && givenNames.has(wordsOf(value)[0] ?? ''),
]

/** "Speaker Company" is the name of a column. */
function isCompany(words: string[]): boolean {
  const form = words.at(-1) ?? ''
  return words.length > 1 && trailingLegalForms.has(form) && !form.startsWith('co')
}

function isColumnName(value: string): boolean {
  const words = wordsOf(value)
  return words.length > 0 && words.every((word) => columnWords.has(word))
}

function wordsOf(value: string): string[] {
  const plain = value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.split(/[^\p{L}]+/u).filter((word) => word !== '')
}

/** Returns the part of a cell that is examined. */
function examined(cell: string): string {
  return cell.trim().slice(0, maxExamined)
}
