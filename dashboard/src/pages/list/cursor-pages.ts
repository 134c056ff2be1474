import { CombinedError } from 'urql'

/** How many items a page has. */
export const pageSize = 500
/** How many pages are held at most; those that are farthest from what is looked at go first. */
const maxPages = 12

/** An item, and the cursor that it stands behind. */
export interface Placed<Item> {
  readonly after: string | null
  readonly item: Item
}

/** What is asked of a page besides where it ends. */
interface Want {
  readonly items: boolean
  readonly total: boolean
}

/** A page of a connection; what was not asked for is null. */
export interface Part<Item> {
  readonly items: readonly Placed<Item>[] | null
  readonly total: number | null
  /** Null where nothing is behind it. */
  readonly next: string | null
}

/** A connection that can be read page by page. */
export interface Source<Item> {
  /** Reads the page behind a cursor. */
  read(after: string | null, want: Want): Promise<Part<Item>>
  /** Whether items can come in between others, as where they begin to match a search. Otherwise new ones are the last. */
  readonly isFiltered: boolean
}

/** What is known of a connection: how long it is, null until the first page is there, and the pages that are held. */
export interface Held<Item> {
  readonly total: number | null
  readonly pages: ReadonlyMap<number, readonly Placed<Item>[]>
  readonly error: CombinedError | null
  /** Another search was asked for, and this is yet what the one before found. */
  readonly isOld: boolean
}

/**
 * Holds the part of a long connection that is looked at. A connection is read forwards only, so whoever jumps to row 90,000 first
 * has the cursors on the way there read, without their rows; then any page can be read at once.
 */
export class CursorPages<Item> {
  readonly #listeners = new Set<() => void>()
  #held: Held<Item> = { total: null, pages: new Map(), error: null, isOld: false }
  #source: Source<Item> | null = null
  #epoch = ''
  /** Behind which cursor each page begins, as far as it is known. */
  #starts: (string | null)[] = [null]
  /** The page that nothing is behind, once it was read. */
  #last = Number.POSITIVE_INFINITY
  #fresh = new Set<number>()
  #wanted: readonly number[] = [0]
  #isTotalDue = true
  #isBusy = false
  /** Grows with whatever makes an answer that is on its way worthless. */
  #generation = 0

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly get = (): Held<Item> => this.#held

  /** Says which items are looked at. */
  look(first: number, last: number): void {
    const [from, to] = [pageOf(first), pageOf(last)]
    const near = [pageOf(Math.max(0, first - 100)), pageOf(last + 100)].filter((page) => page < from || page > to)
    this.#wanted = [...Array.from({ length: to - from + 1 }, (_, index) => from + index), ...near]
    void this.#work()
  }

  /** Shows a connection as it is at a time; another one than before replaces it when its first page is there. */
  show(source: Source<Item>, epoch: string): void {
    if (source === this.#source && epoch === this.#epoch) return
    if (source !== this.#source) {
      this.#wanted = [0]
      this.#set({ isOld: true })
    }
    if (source !== this.#source || source.isFiltered) this.#starts = [null]
    this.#source = source
    this.#epoch = epoch
    this.readAgain()
  }

  /** Reads what is looked at anew. */
  readonly readAgain = (): void => {
    this.#generation++
    this.#fresh = new Set()
    this.#last = Number.POSITIVE_INFINITY
    this.#isTotalDue = true
    this.#set({ error: null })
    void this.#work()
  }

  /** Reads no more, until something is shown again. */
  readonly close = (): void => {
    this.#generation++
    this.#source = null
    this.#wanted = []
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let page = this.#next(); page !== null && !this.#held.error; page = this.#next()) await this.#take(page)
    } finally {
      this.#isBusy = false
    }
  }

  /** The page to read next: the first one that is looked at, or the last one that is known on the way there. */
  #next(): number | null {
    const missing = this.#wanted.find((page) => !this.#fresh.has(page) && this.#exists(page))
    return missing === undefined ? null : Math.min(missing, this.#starts.length - 1)
  }

  #exists(page: number): boolean {
    const { total, isOld } = this.#held
    return page === 0 || (page <= this.#last && (isOld || total === null || page * pageSize < total))
  }

  async #take(page: number): Promise<void> {
    const generation = this.#generation
    const want = { items: this.#held.isOld || this.#wanted.includes(page), total: this.#isTotalDue }
    try {
      const part = await this.#source?.read(this.#starts[page] ?? null, want)
      if (part && generation === this.#generation) this.#keep(page, part)
    } catch (error) {
      if (!(error instanceof CombinedError)) throw error
      if (generation === this.#generation) this.#set({ error })
    }
  }

  #keep(page: number, { items, total, next }: Part<Item>): void {
    if (next === null) this.#last = page
    else this.#starts[page + 1] = next
    if (total !== null) this.#isTotalDue = false
    let pages = this.#held.isOld ? new Map<number, readonly Placed<Item>[]>() : this.#held.pages
    if (items) {
      pages = nearest(new Map(pages).set(page, items), page)
      this.#fresh = new Set([...this.#fresh, page].filter((held) => pages.has(held)))
    }
    this.#set({ pages, isOld: false, ...(total !== null && { total }) })
  }

  #set(change: Partial<Held<Item>>): void {
    this.#held = { ...this.#held, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** The item at a place; undefined while it is not held. */
export function itemAt<Item>({ pages }: Held<Item>, index: number): Placed<Item> | undefined {
  return pages.get(pageOf(index))?.[index % pageSize]
}

function pageOf(index: number): number {
  return Math.floor(index / pageSize)
}

function nearest<T>(pages: Map<number, T>, center: number): ReadonlyMap<number, T> {
  const kept = [...pages].toSorted(([a], [b]) => Math.abs(a - center) - Math.abs(b - center)).slice(0, maxPages)
  return new Map(kept)
}
