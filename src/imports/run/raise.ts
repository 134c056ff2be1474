import type pg from 'pg'
import type { ImportStatus } from '../../db/generated/enums.ts'
import type { WebhookEvent } from '../../webhooks/events.ts'
import { raiseEvent } from '../../webhooks/raise.ts'
import { type RunKey, selectState } from './runs.sql.ts'

const events = {
  COMPLETED: 'import.completed',
  FAILED: 'import.failed',
  PAUSED: 'import.paused',
  CANCELLED: 'import.cancelled',
} as const satisfies Partial<Record<ImportStatus, WebhookEvent>>

/** Sends the new status of a run to the owner's webhooks, in the transaction that has stored it. */
export async function raiseRunEvent(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  status: keyof typeof events,
): Promise<void> {
  await raiseEvent(client, ownerId, events[status], async () => ({
    runId: id,
    ...(await selectState(client, { ownerId, id })),
  }))
}
