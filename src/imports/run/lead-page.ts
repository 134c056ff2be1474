import type { Lead } from '../leads/mapping.ts'

/**
 * A page of a run's source, read as leads: the same page from the same cursor at every attempt. While a page is fetched, a
 * DomainError ends the run in its words (but for those of a provider that a run can wait for); anything else that is thrown
 * is transient, and a retry is safe.
 */
export interface LeadPage {
  leads: Lead[]
  /** Where the source goes on after this page. */
  cursor: string | null
  /** Whether nothing comes after it. Every source marks its last page, which may be empty. */
  isLast?: boolean
  /** How many leads the source says that it has; absent where that is known already. */
  total?: number | null
  warnings?: string[]
}

/** A page whose successor can be read while it is being written. */
export interface PrefetchedPage extends LeadPage {
  /** Starts to read the next page: to be called when nothing but waiting is left to do. */
  readAhead(): void
}

/** A page without one that could be read early. */
export function withoutPrefetch(page: LeadPage): PrefetchedPage {
  return { ...page, readAhead: () => undefined }
}

/** Reads pages one by one, and the next one early where the caller says so. */
export async function* prefetch(pages: AsyncIterable<LeadPage>): AsyncGenerator<PrefetchedPage, void, undefined> {
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
