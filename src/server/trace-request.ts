import type { IncomingMessage, ServerResponse } from 'node:http'
import { continueTrace, traced } from '../telemetry/tracing.ts'

/** Traces a request as part of the trace in its header `traceparent`, if it has one. */
export function traceRequest(req: IncomingMessage, res: ServerResponse, answer: () => Promise<void>): Promise<void> {
  const traceparent = req.headers['traceparent']
  const method = req.method ?? 'GET'
  const carrier = typeof traceparent === 'string' ? { traceparent } : {}
  return continueTrace(carrier, () =>
    traced(`HTTP ${method}`, { kind: 'server', attributes: { 'http.request.method': method } }, async (span) => {
      await answer()
      span.setAttributes({ 'http.response.status_code': res.statusCode })
    }),
  )
}
