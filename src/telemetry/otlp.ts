import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'

/** Sends the spans of this process to a collector; `stop` sends those that are left. */
export interface Tracing {
  stop(): Promise<void>
}

/** Starts to send spans to `tracing.url`. Other settings are the variables that OpenTelemetry defines, such as OTEL_EXPORTER_OTLP_HEADERS. */
export function startTracing({
  role,
  tracing: { url, serviceName },
}: Pick<Config, 'role'> & {
  tracing: { url: string; serviceName: string }
}): Tracing {
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': serviceName,
        'service.version': packageJson.version,
        'leadstream.role': role,
      }),
    ),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
  })
  provider.register()
  return { stop: () => provider.shutdown() }
}
