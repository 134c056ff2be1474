import type { Lead } from '../leads/mapping.ts'

/**
 * A page of a run's source, read as leads. Reading from the same cursor yields the same page at every attempt. If a source throws
 * a DomainError, the run fails with its message (a provider's errors that pass pause the run instead); any other error counts as
 * transient, and a retry is safe.
 */
export interface LeadPage {
  leads: Lead[]
  /** Where the source continues after this page. */
  cursor: string | null
  /** Whether nothing comes after it. Every source marks its last page, which may be empty. */
  isLast?: boolean
  /** Number of leads that the source reports; absent if it is known already. */
  total?: number | null
  warnings?: string[]
}

/** A page whose successor can be read while this page is written. */
export interface PrefetchedPage extends LeadPage {
  /** Starts reading the next page; call it when only Postgres is still at work. */
  readAhead(): void
}

/** Returns a page whose successor is not prefetched. */
export function withoutPrefetch(page: LeadPage): PrefetchedPage {
  return { ...page, readAhead: () => undefined }
}

/** Yields pages one by one, and reads the next one early if the caller asks for it. */
export async function* prefetch(pages: AsyncIterable<LeadPage>): AsyncGenerator<PrefetchedPage, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<LeadPage>> | undefined
  const readAhead = () => {
    next ??= iterator.next()
    // The caller that awaits it handles the failure; it may have stopped before.
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
