import { DomainError } from '../errors.ts'

/** The user has no webhook with this id. */
export class WebhookNotFoundError extends DomainError {
  readonly code = 'WEBHOOK_NOT_FOUND' as const

  constructor() {
    super('You have no webhook with this id.')
  }
}

/** The user has no delivery with this id, or it was deleted because of its age. */
export class WebhookDeliveryNotFoundError extends DomainError {
  readonly code = 'WEBHOOK_DELIVERY_NOT_FOUND' as const

  constructor() {
    super(
      'You have no delivery with this id. Old ones are deleted, 30 days after their event unless the server is configured otherwise.',
    )
  }
}

/** Nothing is sent to a webhook that is disabled. */
export class WebhookDisabledError extends DomainError {
  readonly code = 'WEBHOOK_DISABLED' as const

  constructor() {
    super('The webhook is disabled. Enable it first with `updateWebhook`.')
  }
}
