import type { Lead } from './mapping.ts'

/** A page of a run's source, read as leads. */
export interface LeadPage {
  leads: Lead[]
  /** Where the source goes on after this page. */
  cursor: string
}

/**
 * Where leads come from: pages from a cursor on (null: from the start), the same pages from the same cursor at every
 * attempt. A DomainError ends the run in its words; anything else that is thrown is transient, and a retry is safe.
 */
export type Source = (cursor: string | null) => AsyncIterable<LeadPage>

/** A page whose successor can be read while it is being written. */
export interface AheadPage extends LeadPage {
  /** Starts to read the next page: to be called when nothing but waiting is left to do. */
  readAhead(): void
}

/** Reads pages one by one, and the next one early where the caller says so. */
export async function* ahead(pages: AsyncIterable<LeadPage>): AsyncGenerator<AheadPage, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<LeadPage>> | undefined
  const readAhead = () => {
    next ??= iterator.next()
    // A failure is for the caller that awaits it, who may have left before.
    next.catch(() => undefined)
  }
  try {
    for (;;) {
      const { done, value } = await (next ?? iterator.next())
      if (done) return
      next = undefined
      yield { ...value, readAhead }
    }
  } finally {
    await iterator.return?.()
  }
}
