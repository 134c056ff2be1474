import type { Range } from 'xlsx'
import { detached } from '../../../detached.ts'
import { UnreadableFileError } from '../../errors.ts'
import { linkAddress } from '../link-address.ts'
import { XmlScanner } from './xml-scanner.ts'
import { textOf } from './xml-text.ts'

/** Excel allows 65,530. */
const maxLinks = 100_000
/** Maximum length of all addresses and ids together, in characters. */
const maxLength = 16_000_000

const relation = 'Relationship'

/** The addresses that the cells of a sheet link to, up to a limit. */
export class SheetLinks {
  readonly #rows = new Map<number, [column: number, address: string][]>()
  #count = 0
  /** Number of links beyond the limit. */
  surplus: number

  constructor(surplus: number) {
    this.surplus = surplus
  }

  /** Adds the link of a range, with rows and columns from 0. */
  add({ s, e }: Range, address: string): void {
    for (let row = s.r; row <= e.r; row++) {
      for (let column = s.c; column <= e.c; column++) {
        if (this.#count === maxLinks) {
          this.surplus++
          return
        }
        const links = this.#rows.get(row)
        if (links) links.push([column, address])
        else this.#rows.set(row, [[column, address]])
        this.#count++
      }
    }
  }

  /** Returns the columns and addresses of the links of a row, from 0. */
  of(row: number): readonly [column: number, address: string][] {
    return this.#rows.get(row) ?? none
  }
}

const none: readonly [number, string][] = []

/** The addresses of a sheet's external links by the ids of their relations, and the number of those beyond the limit. */
export interface LinkAddresses {
  addresses: ReadonlyMap<string, string>
  surplus: number
}

export const noLinkAddresses: LinkAddresses = { addresses: new Map(), surplus: 0 }

/** Reads the relations of a sheet; none if they can not be read. */
export async function readLinkAddresses(pieces: AsyncIterable<Buffer>): Promise<LinkAddresses> {
  const addresses = new Map<string, string>()
  let surplus = 0
  const scanner = new XmlScanner([relation])
  let length = 0
  try {
    for await (const piece of pieces) {
      scanner.push(piece)
      for (let token = scanner.next(); token !== 'more'; token = scanner.next()) {
        if (token !== 'open' || scanner.name !== relation) continue
        const address = linkAddress(decodedAttribute(scanner, 'Target'))
        if (address === null || !/\/hyperlink$/i.test(scanner.attribute('Type') ?? '')) continue
        const id = decodedAttribute(scanner, 'Id')
        length += id.length + address.length
        if (length > maxLength || addresses.size === maxLinks) surplus++
        else addresses.set(detached(id), detached(address))
      }
    }
    return { addresses, surplus }
  } catch (error) {
    if (error instanceof UnreadableFileError) return noLinkAddresses
    throw error
  }
}

/** Returns the address of the `hyperlink` that just opened; null if it has none. */
export function addressIn(scanner: XmlScanner, addresses: ReadonlyMap<string, string>): string | null {
  const address = addresses.get(decodedAttribute(scanner, 'id'))
  if (address === undefined) return null
  const location = decodedAttribute(scanner, 'location')
  return location === '' ? address : linkAddress(`${address}#${detached(location)}`)
}

/** Matches the formula of a link to an address that is written out. */
const formula = /^\s*hyperlink\(\s*"((?:[^"]|"")*)"\s*[,;)]/i

/** Returns the address that a formula links to, given its raw text; null if it has none. */
export function addressInFormula(raw: string): string | null {
  const [, target] = formula.exec(textOf({ raw, isWide: true, isEscaped: true })) ?? []
  return target === undefined ? null : linkAddress(detached(target.replaceAll('""', '"')))
}

function decodedAttribute(scanner: XmlScanner, name: string): string {
  return textOf({ raw: scanner.attribute(name) ?? '', isWide: true, isEscaped: true })
}
