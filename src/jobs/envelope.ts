import * as z from 'zod'
import type { TraceCarrier } from '../telemetry/tracing.ts'

/**
 * The version of what jobs mean. Raise it with a change to a task after which an older worker would do harm with a newer job, such as
 * a new field that it would ignore: during an upgrade both run side by side.
 */
export const jobVersion = 1

const envelope = z.object({
  _version: z.int().catch(0).default(0),
  _traceparent: z.string().optional().catch(undefined),
})

/** Returns a payload with the version of this process and the trace that enqueues it. */
export function envelop(payload: object, { traceparent }: TraceCarrier): object {
  return { ...payload, _version: jobVersion, ...(traceparent === undefined ? {} : { _traceparent: traceparent }) }
}

/** Returns the version and the trace of a job; the schemas of the payloads ignore both. */
export function readEnvelope(raw: unknown): { version: number; trace: TraceCarrier } {
  const { _version: version, _traceparent: traceparent } = envelope.catch({ _version: 0 }).parse(raw)
  return { version, trace: { traceparent } }
}
