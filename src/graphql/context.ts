import { GraphQLError } from 'graphql'
import type pg from 'pg'
import type { AccountProvider } from '../accounts/provider.ts'
import type { Config } from '../config.ts'
import type { PrismaClient } from '../db/generated/client.ts'
import type { EnrichmentProgress } from '../enrichment/progress.ts'
import type { CompanyProvider } from '../enrichment/provider.ts'
import type { Events } from '../events/pubsub.ts'
import type { RunProgress } from '../imports/run/progress.ts'
import type { Log } from '../log.ts'
import type { DownloadLinks } from '../users/download-links.ts'
import type { Viewer } from '../users/tokens.ts'

/** The context of every resolver: the viewer, and the parts of the process that resolvers use. */
export interface Context {
  readonly viewer: Viewer | null
  /** Origin for links to this server, as the client reaches it. */
  readonly origin: string
  readonly prisma: PrismaClient
  readonly pool: pg.Pool
  readonly config: Config
  readonly log: Log
  readonly events: Events
  readonly progress: RunProgress
  readonly accounts: AccountProvider
  readonly companies: CompanyProvider
  readonly links: DownloadLinks
  readonly enrichments: EnrichmentProgress
}

const challenge = 'Bearer realm="leadstream"'

/** Returns the error for a request without a valid token: code `UNAUTHENTICATED`, HTTP status 401. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError('Not signed in. Send the header `Authorization: Bearer <token>` with a valid token.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers: { 'www-authenticate': challenge } } },
  })
}

/** Returns the error for a token without the scope that a field requires: code `FORBIDDEN`, HTTP status 403. */
export function forbidden(requiredScope: string): GraphQLError {
  return new GraphQLError(
    `This token does not have the scope ${requiredScope}. Use a token with that scope; a token with ADMIN can create one.`,
    { extensions: { code: 'FORBIDDEN', requiredScope, http: { status: 403 } } },
  )
}

/** Returns whether an error is `UNAUTHENTICATED`. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED'
}

/** Returns the viewer; throws `UNAUTHENTICATED` without one. */
export function viewerOf(context: Context): Viewer {
  if (!context.viewer) {
    throw unauthenticated()
  }
  return context.viewer
}
