/** A provider's data about a company. Text is trimmed; null if there is none. */
export interface CompanyData {
  name: string | null
  website: string | null
  industry: string | null
  /** Employees with a LinkedIn profile. */
  employeeCount: number | null
  /** As on LinkedIn, such as `51-200`. */
  employeeRange: string | null
  founded: number | null
  /** On one line. */
  headquarters: string | null
  city: string | null
  country: string | null
  description: string | null
  /** URL of an image. */
  logoUrl: string | null
  specialties: string[]
  /** The last round, such as `Series B, US$ 24M`. */
  funding: string | null
  linkedinFollowers: number | null
}

/** Why there is no data about a company; the last five are reported by the provider. */
export type RecordErrorCode = 'MISSING' | 'DEAD_PAGE' | 'BAD_INPUT' | 'BLOCKED' | 'CRAWL_ERROR' | 'PARSE_ERROR'

/** A provider's result for one of the requested URLs. */
export interface CompanyResult {
  /** The URL as requested. */
  url: string
  /** When the provider fetched it; null if unknown. */
  fetchedAt: Date | null
  /** Null if there is an error. */
  data: CompanyData | null
  error: { code: RecordErrorCode; message: string } | null
}

/** The webhook to which a provider sends its results. */
export interface ResultHook {
  url: string
  /** Sent back in the `Authorization` header. */
  authorization: string
}

/**
 * Company data from LinkedIn pages, fetched by a provider in the background: a batch is triggered, and its results are collected
 * or arrive by webhook. Every method throws one of the errors in provider-errors.ts or errors.ts if the provider refuses or fails,
 * and nothing else. Each accepted `trigger` costs money, even if its response is lost: after a plain ProviderUnavailableError it may
 * have been accepted. The other methods are safe to retry.
 */
export interface CompanyProvider {
  /** Whether `trigger` uses the webhook. */
  readonly sendsResults: boolean
  /** Requests the companies with these LinkedIn URLs; returns the snapshot's id, with which to collect the results. */
  trigger(request: { urls: string[]; hook: ResultHook | null; signal: AbortSignal }): Promise<string>
  /** Returns the results of a snapshot; null while they are not ready. */
  collect(snapshotId: string, signal: AbortSignal): Promise<CompanyResult[] | null>
  /** Returns the results in the body of a webhook call, parsed JSON. Throws ProviderUnavailableError if there are none. */
  read(body: unknown): CompanyResult[]
}
