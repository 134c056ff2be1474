import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { listen, portOf, urlOf } from './listen.ts'

/** Serves `/metrics` on a port of its own, so that a proxy in front of the API does not publish it. */
export interface MetricsServer {
  readonly url: string
  stop(): Promise<void>
}

/** Listens on `metricsPort`, or on a free one if it is 0; throws if the port is taken. */
export async function startMetricsServer(options: {
  config: Pick<Config, 'host'> & { metricsPort: number }
  registries: readonly Registry[]
  log: Log
}): Promise<MetricsServer> {
  const { config, registries, log } = options
  const server = createServer((req, res) => {
    if (!/^\/metrics(\?|$)/.test(req.url ?? '')) {
      res.writeHead(404).end()
      return
    }
    Registry.merge([...registries])
      .metrics()
      .then(
        (text) => res.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
        (error: unknown) => {
          log.error({ err: error }, 'metrics: could not be collected')
          res.writeHead(500).end()
        },
      )
  })
  await listen(server, { host: config.host, port: config.metricsPort, variable: 'METRICS_PORT' })
  return {
    url: `${urlOf(config.host, portOf(server))}/metrics`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
