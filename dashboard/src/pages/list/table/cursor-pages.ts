import { CombinedError } from 'urql'

/** The number of items per page. */
export const pageSize = 500
/** The number of pages held at most; those farthest from the visible range are dropped first. */
const maxPages = 12

/** A place in a connection: `offset` items after a cursor, or after the start if that is null. */
export interface Anchor {
  readonly after: string | null
  readonly offset: number
}

/** An item and its place. */
export interface CursorItem<Item> {
  readonly anchor: Anchor
  readonly item: Item
}

/** A page of a connection. */
export interface ConnectionPage<Item> {
  readonly items: readonly CursorItem<Item>[]
  /** Null if it was not selected. */
  readonly total: number | null
  /** Null on the last page. */
  readonly next: string | null
}

/** A connection that can be read page by page. */
export interface Source<Item> {
  /** Reads the page at a place. */
  read(anchor: Anchor, selection: { readonly total: boolean }): Promise<ConnectionPage<Item>>
}

/** The loaded part of a connection; `total` is null until the first page is loaded. */
export interface HeldPages<Item> {
  readonly total: number | null
  readonly pages: ReadonlyMap<number, readonly CursorItem<Item>[]>
  readonly error: CombinedError | null
  /** Whether these are still the results of the previous search. */
  readonly isStale: boolean
}

/**
 * Holds the visible part of a long connection. Each page is read in one request: after the end of the nearest page before it whose
 * cursor is known, by the number of items between them.
 */
export class CursorPages<Item> {
  readonly #listeners = new Set<() => void>()
  #held: HeldPages<Item> = { total: null, pages: new Map(), error: null, isStale: false }
  #source: Source<Item> | null = null
  #revision = ''
  /** The cursors before pages, as far as they are known. */
  #starts = new Map<number, string | null>([[0, null]])
  /** The index of the last page, once it was read. */
  #last = Number.POSITIVE_INFINITY
  #fresh = new Set<number>()
  #wanted: readonly number[] = [0]
  #isTotalDue = true
  #isLoading = false
  /** Whether a request failed: the next `refetch` continues. */
  #isHalted = false
  /** Incremented when pending responses become obsolete. */
  #generation = 0

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly get = (): HeldPages<Item> => this.#held

  /** Sets the visible range, by the indexes of its first and last item. */
  setRange(first: number, last: number): void {
    const [from, to] = [pageOf(first), pageOf(last)]
    const near = [pageOf(Math.max(0, first - 100)), pageOf(last + 100)].filter((page) => page < from || page > to)
    this.#wanted = [...Array.from({ length: to - from + 1 }, (_, index) => from + index), ...near]
    void this.#loadMissing()
  }

  /** Sets the connection and its revision; a new connection replaces the old one once its first page is loaded. */
  setSource(source: Source<Item>, revision: string): void {
    if (source === this.#source && revision === this.#revision) return
    if (source !== this.#source) {
      this.#wanted = [0]
      this.#set({ isStale: true })
    }
    this.#source = source
    this.#revision = revision
    this.refetch()
  }

  /** Reads the visible range again. An error stays until that succeeds. */
  readonly refetch = (): void => {
    this.#generation++
    this.#isHalted = false
    // Items may have been added or removed in between.
    this.#starts = new Map([[0, null]])
    this.#fresh = new Set()
    this.#last = Number.POSITIVE_INFINITY
    this.#isTotalDue = true
    void this.#loadMissing()
  }

  /** Returns the items from one index to another, after reading those that are missing; null if that failed. */
  async readRange(first: number, last: number): Promise<readonly Item[] | null> {
    const items: Item[] = []
    for (let page = pageOf(first); page <= pageOf(last); page++) {
      if (!this.#held.pages.has(page)) await this.#load(page)
      const held = this.#held.pages.get(page)
      if (!held) return null
      const from = page * pageSize
      items.push(...held.slice(Math.max(0, first - from), last - from + 1).map(({ item }) => item))
    }
    return items
  }

  /** Replaces items that were changed elsewhere, until they are read again. */
  replace(change: (item: Item) => Item): void {
    const changed = (placed: CursorItem<Item>) => {
      const item = change(placed.item)
      return item === placed.item ? placed : { ...placed, item }
    }
    this.#set({ pages: new Map([...this.#held.pages].map(([page, items]) => [page, items.map(changed)])) })
  }

  /** Stops reading until the next `setSource`. */
  readonly close = (): void => {
    this.#generation++
    this.#source = null
    this.#wanted = []
  }

  async #loadMissing(): Promise<void> {
    if (this.#isLoading) return
    this.#isLoading = true
    try {
      for (let page = this.#next(); page !== undefined; page = this.#next()) await this.#load(page)
    } finally {
      this.#isLoading = false
    }
  }

  /** The first missing page of the visible range. */
  #next(): number | undefined {
    return this.#isHalted ? undefined : this.#wanted.find((page) => !this.#fresh.has(page) && this.#exists(page))
  }

  #anchorOf(page: number): Anchor {
    const known = Math.max(...[...this.#starts.keys()].filter((start) => start <= page))
    return { after: this.#starts.get(known) ?? null, offset: (page - known) * pageSize }
  }

  #exists(page: number): boolean {
    const { total, isStale } = this.#held
    return page === 0 || (page <= this.#last && (isStale || total === null || page * pageSize < total))
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation
    try {
      const result = await this.#source?.read(this.#anchorOf(page), { total: this.#isTotalDue })
      if (result && generation === this.#generation) this.#store(page, result)
    } catch (error) {
      if (!(error instanceof CombinedError)) throw error
      if (generation !== this.#generation) return
      this.#isHalted = true
      this.#set({ error })
    }
  }

  #store(page: number, { items, total, next }: ConnectionPage<Item>): void {
    if (next === null) this.#last = page
    else this.#starts.set(page + 1, next)
    if (total !== null) this.#isTotalDue = false
    const pages = nearest(new Map(this.#held.isStale ? [] : this.#held.pages).set(page, items), page)
    this.#fresh = new Set([...this.#fresh, page].filter((held) => pages.has(held)))
    this.#set({ pages, isStale: false, error: null, ...(total !== null && { total }) })
  }

  #set(change: Partial<HeldPages<Item>>): void {
    this.#held = { ...this.#held, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** Returns the item at an index; undefined if it is not loaded. */
export function itemAt<Item>({ pages }: HeldPages<Item>, index: number): CursorItem<Item> | undefined {
  return pages.get(pageOf(index))?.[index % pageSize]
}

/** Returns the index of the first loaded item that fits; null if none does. */
export function indexOf<Item>({ pages }: HeldPages<Item>, fits: (item: Item) => boolean): number | null {
  for (const [page, items] of pages) {
    const at = items.findIndex(({ item }) => fits(item))
    if (at !== -1) return page * pageSize + at
  }
  return null
}

function pageOf(index: number): number {
  return Math.floor(index / pageSize)
}

function nearest<T>(pages: Map<number, T>, center: number): ReadonlyMap<number, T> {
  const kept = [...pages].toSorted(([a], [b]) => Math.abs(a - center) - Math.abs(b - center)).slice(0, maxPages)
  return new Map(kept)
}
