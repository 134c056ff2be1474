import { type Attributes, context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

/** The context of a trace as text, as in the header `traceparent`. */
export interface TraceCarrier {
  readonly traceparent?: string | undefined
}

/** What a span records. */
export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'consumer'
  readonly attributes?: Attributes
}

/** What the work of a span may add to it. */
export interface TracedSpan {
  setAttributes(attributes: Attributes): unknown
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER } as const
const tracer = trace.getTracer('leadstream')

/** Runs `work` in a span, whose status says whether it rejected. Without tracing it only runs it. */
export async function traced<T>(
  name: string,
  { kind, attributes = {} }: SpanOptions,
  work: (span: TracedSpan) => T | Promise<T>,
): Promise<T> {
  const options = { kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind], attributes }
  return await tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      // Not its message, which may quote what a client sent.
      const type = error instanceof Error ? error.name : 'Error'
      span.setAttributes({ 'error.type': type }).setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Returns the context of the current span for another process; empty without tracing. */
export function currentTrace(): TraceCarrier {
  const carrier: { traceparent?: string } = {}
  propagation.inject(context.active(), carrier)
  return carrier
}

/** Runs `work` as a part of the trace that a process passed on. */
export function continueTrace<T>(carrier: TraceCarrier, work: () => T): T {
  return context.with(propagation.extract(context.active(), carrier), work)
}

/** Returns the id of the current trace for the log; undefined without one. */
export function currentTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId
}
