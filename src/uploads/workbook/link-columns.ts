import { pluralize } from '../pluralize.ts'
import { isLinkLabel } from './link-words.ts'

/** A linked cell whose text does not say where the link leads. */
interface LinkedCell {
  text: string
  address: string
}

/** The cells of a row, and the addresses that they link to. */
interface LinkedRow {
  cells: string[]
  links: readonly string[]
}

const maxAdded = 20
/** A text is a label if this share of a column's links has it, with at least this number of addresses. */
const minLabelShare = 0.8
const minLabelAddresses = 3

/**
 * Decides by the first rows where to put the addresses of linked cells: in place of labels such as "View profile", or else in a
 * new column after that of the cells.
 */
export class LinkColumns {
  readonly #replaced = new Set<number>()
  /** The columns to add after others, last one first. */
  readonly #added: { after: number; name: string; header: string }[] = []
  #leftOut = 0

  /** `header` is empty if the table has none. */
  constructor(rows: readonly LinkedRow[], header: readonly string[]) {
    const columns = [...linkedCells(rows)].toSorted(([one], [other]) => other - one)
    for (const [column, cells] of columns) {
      if (areLabels(cells)) this.#replaced.add(column)
      else if (this.#added.length < maxAdded) {
        this.#added.push({ after: column, name: nameFor(cells), header: header[column] ?? '' })
      }
    }
  }

  /** Number of columns that are added. */
  get added(): number {
    return this.#added.length
  }

  /** Returns the cells of the header with the names of the added columns. */
  header(cells: readonly string[]): string[] {
    return this.#widened(cells, ({ name }) => name)
  }

  /** Returns the names of the groups above the header with a place for each added column. */
  groups(names: readonly string[]): string[] {
    return this.#widened(names, () => '')
  }

  /** Returns the cells of a row with the addresses. */
  apply({ cells, links }: LinkedRow): string[] {
    if (links.length === 0 && this.#added.length === 0) return cells
    const missing = links.map((address, column) => (isMissingAddress(cells, column, address) ? address : ''))
    const texts = cells.map((text, column) => (this.#replaced.has(column) && missing[column]) || text)
    const widened = this.#widened(texts, ({ after, name, header }) => {
      // Concatenated sheets repeat the header.
      if (header !== '' && cells[after] === header) return name
      return missing[after] ?? ''
    })
    const found = missing.filter((address, column) => address !== '' && !this.#replaced.has(column)).length
    const kept = this.#added.filter(({ after }) => (missing[after] ?? '') !== '').length
    this.#leftOut += found - kept
    return widened
  }

  /** Returns warnings to show to the user; complete after the last row. */
  warnings(): string[] {
    if (this.#leftOut === 0) return []
    return [`${pluralize(this.#leftOut, 'link')} skipped, in columns without links in the first rows.`]
  }

  #widened(cells: readonly string[], cellFor: (column: { after: number; name: string; header: string }) => string) {
    const widened = [...cells]
    for (const column of this.#added) {
      if (column.after < widened.length) widened.splice(column.after + 1, 0, cellFor(column))
    }
    return widened
  }
}

function linkedCells(rows: readonly LinkedRow[]): Map<number, LinkedCell[]> {
  const columns = new Map<number, LinkedCell[]>()
  for (const { cells, links } of rows) {
    for (const [column, address] of links.entries()) {
      if (!isMissingAddress(cells, column, address)) continue
      const linked = columns.get(column) ?? []
      columns.set(column, linked)
      linked.push({ text: (cells[column] ?? '').trim().toLowerCase(), address })
    }
  }
  return columns
}

/** Returns whether the address of a linked cell is neither its text nor in another cell of the row. */
function isMissingAddress(cells: readonly string[], column: number, address: string): boolean {
  if (address === '') return false
  const text = (cells[column] ?? '').trim()
  return text !== '' && !isAddress(text, address) && !cells.includes(address)
}

/** Returns whether a text is an address itself; a bare domain is one if the link leads there. */
function isAddress(text: string, address: string): boolean {
  if (/^\S+@\S+$|^https?:\/\/|^www\./i.test(text)) return true
  const [, host] = /^([\w-]+(?:\.[\w-]+)+)(?:[/?#]\S*)?$/.exec(text) ?? []
  return host !== undefined && address.toLowerCase().includes(host.toLowerCase())
}

function areLabels(cells: readonly LinkedCell[]): boolean {
  const enough = cells.length * minLabelShare
  if (cells.filter(({ text }) => isLinkLabel(text)).length >= enough) return true
  const addresses = new Map<string, Set<string>>()
  const counts = new Map<string, number>()
  for (const { text, address } of cells) {
    counts.set(text, (counts.get(text) ?? 0) + 1)
    addresses.set(text, (addresses.get(text) ?? new Set()).add(address))
  }
  return [...addresses].some(([text, { size }]) => (counts.get(text) ?? 0) >= enough && size >= minLabelAddresses)
}

const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['LinkedIn URL', /^https?:\/\/(?:[\w-]+\.)?linkedin\.com\/(?:in|pub|sales\/(?:lead|people))\//i],
  ['Company LinkedIn URL', /^https?:\/\/(?:[\w-]+\.)?linkedin\.com\/(?:company|school|sales\/company)\//i],
  ['Email', /^[^/]+@/],
]

/** Returns the name of a column by what most of its addresses are. */
function nameFor(cells: readonly LinkedCell[]): string {
  const addresses = [...new Set(cells.map(({ address }) => address))]
  const kind = kinds.find(
    ([, pattern]) => addresses.filter((address) => pattern.test(address)).length * 2 > addresses.length,
  )
  if (kind) return kind[0]
  // Pages of one site are not the websites of many companies.
  const hosts = new Set(addresses.map((address) => /^https?:\/\/([^/?#]+)/i.exec(address)?.[1]?.toLowerCase()))
  return hosts.size * 2 > addresses.length ? 'Website' : 'Link'
}
