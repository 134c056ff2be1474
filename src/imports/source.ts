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

/** Reads one page ahead: the next is being read while the caller works on this one. */
export async function* ahead<T>(pages: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]()
  const read = () => {
    const next = iterator.next()
    // A failure is for the caller that awaits it, who may have left before.
    next.catch(() => undefined)
    return next
  }
  try {
    for (let next = read(); ; ) {
      const { done, value } = await next
      if (done) return
      next = read()
      yield value
    }
  } finally {
    await iterator.return?.()
  }
}
