/** The events that webhooks can receive, by the `type` of their payloads. */
export const webhookEvents = [
  'import.completed',
  'import.failed',
  'import.paused',
  'import.cancelled',
  'enrichment.finished',
  'credits.low',
] as const

export type WebhookEvent = (typeof webhookEvents)[number]

/** The `type` of test deliveries, which no webhook has to ask for. */
export const testEvent = 'webhook.test'

/** Returns the body of a delivery. */
export function payloadOf(type: WebhookEvent | typeof testEvent, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: new Date().toISOString(), data })
}
