import type { LinkedInAccountStatus, LinkedInProvider } from '../db/generated/enums.ts'

/** A LinkedIn account at the provider. One key lists the accounts of all customers; the provider doesn't know the owners. */
export interface ProviderAccount {
  providerAccountId: string
  name: string
  status: LinkedInAccountStatus
  hasSalesNavigator: boolean
}

/** A page of a people search to fetch. */
export interface SearchRequest {
  providerAccountId: string
  /** The search as LinkedIn's own address of it; it is data to us and never fetched. */
  url: string
  /** As the page before answered it; null for the first page. */
  cursor: string | null
  /** How many leads a page has, 1 to 100: the same for all pages of a search. */
  limit: number
  signal: AbortSignal
}

/** A page of a people search. */
export interface SearchPage {
  leads: ProviderLead[]
  /** Null after the last page. */
  cursor: string | null
  /** The provider's estimate of the whole search, which may exceed what it can reach. */
  totalCount: number | null
}

/** A person in the results of a search. Text is trimmed; null if there is none. */
export interface ProviderLead {
  /** Sales Navigator's id of the lead, such as `ACwAAA…`. */
  id: string | null
  /** The number in the member URN. */
  memberId: string | null
  /** The slug of the public profile. */
  publicIdentifier: string | null
  name: string | null
  firstName: string | null
  lastName: string | null
  headline: string | null
  location: string | null
  publicProfileUrl: string | null
  /** Address in Sales Navigator, with a volatile end. */
  profileUrl: string | null
  /** The first is the one that the search shows. */
  positions: { company: string | null; companyId: string | null; role: string | null }[]
}

/** A page on which a user connects an account. */
interface ConnectPage {
  url: string
}

/**
 * Access to LinkedIn through a provider. Every method throws one of the errors in provider-errors.ts if the provider
 * refuses or fails, and nothing else; all are safe to call again.
 */
export interface AccountProvider {
  readonly name: LinkedInProvider
  /** One page of a people search. */
  search(request: SearchRequest): Promise<SearchPage>
  /** Returns the current state of an account; null if the provider has none with this id. */
  findAccount(providerAccountId: string): Promise<ProviderAccount | null>
  /** A hosted page that connects an account; the provider will call `notifyUrl` with `nonce` and the account's id. */
  createConnectPage(options: { nonce: string; expiresAt: Date; notifyUrl: string }): Promise<ConnectPage>
}
