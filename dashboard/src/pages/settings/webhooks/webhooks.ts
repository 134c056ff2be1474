import { graphql } from '../../../gql/gql.ts'
import type { WebhookEvent, WebhookFragment } from '../../../gql/graphql.ts'

graphql(`
  fragment Webhook on Webhook {
    id
    url
    events
    isEnabled
    disabledReason
    failingSince
    createdAt
  }
`)

/** A webhook without its secret. */
export type Webhook = WebhookFragment

/** The events that a webhook can receive. */
export const events: readonly { value: WebhookEvent; label: string }[] = [
  { value: 'IMPORT_COMPLETED', label: 'An import completed' },
  { value: 'IMPORT_FAILED', label: 'An import failed' },
  { value: 'IMPORT_PAUSED', label: 'An import paused' },
  { value: 'IMPORT_CANCELLED', label: 'An import was cancelled' },
  { value: 'ENRICHMENT_FINISHED', label: 'An enrichment finished' },
  { value: 'CREDITS_LOW', label: 'Credits are low' },
]
