/** What a provider knows of a company. Text is trimmed, and null where there is none. */
export interface CompanyData {
  name: string | null
  website: string | null
  industry: string | null
  /** Employees with a profile. */
  employeeCount: number | null
  /** As LinkedIn gives it, such as `51-200`. */
  employeeRange: string | null
  founded: number | null
  /** In one line. */
  headquarters: string | null
  city: string | null
  country: string | null
  description: string | null
  /** Address of a picture. */
  logoUrl: string | null
  specialties: string[]
  /** The last round in words, such as `Series B, US$ 24M`. */
  funding: string | null
  linkedinFollowers: number | null
}

/** Why there is nothing about a company; the last five are the provider's own words for it. */
export type RecordErrorCode = 'MISSING' | 'DEAD_PAGE' | 'BAD_INPUT' | 'BLOCKED' | 'CRAWL_ERROR' | 'PARSE_ERROR'

/** What a provider answers about one of the addresses that it was given. */
export interface CompanyResult {
  /** The address as it was given. */
  url: string
  /** When the provider fetched it; null where it does not say. */
  fetchedAt: Date | null
  /** Null where there is an error. */
  data: CompanyData | null
  error: { code: RecordErrorCode; message: string } | null
}

/** Where a provider sends its results of itself. */
export interface ResultHook {
  url: string
  /** Comes back in the header `Authorization`. */
  authorization: string
}

/**
 * Company data from LinkedIn pages, fetched in the background by a provider: batches are triggered, and their results asked
 * for or sent. Every method throws one of the errors in provider-errors.ts where the provider refuses or fails, and nothing
 * else. `trigger` costs money each time that it succeeds; the others are safe to call again.
 */
export interface CompanyProvider {
  /** Whether `trigger` makes use of a hook. */
  readonly sendsResults: boolean
  /** Asks for the companies with these LinkedIn addresses; the snapshot's id, by which the results are asked for. */
  trigger(request: { urls: string[]; hook: ResultHook | null; signal: AbortSignal }): Promise<string>
  /** The results of a snapshot; null while they are not ready. */
  collect(snapshotId: string, signal: AbortSignal): Promise<CompanyResult[] | null>
  /** The results in the body that a hook was sent, decoded JSON; throws ProviderUnavailableError where it holds none. */
  read(body: unknown): CompanyResult[]
}
