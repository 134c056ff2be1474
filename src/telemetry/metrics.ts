import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics that the parts of this process count themselves; `createGauges` adds those that are read when they are scraped. */
export const metrics = new Registry()

const registers = [metrics]
const seconds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Duration of GraphQL queries and mutations, those behind REST included. */
export const operationSeconds = new Histogram({
  name: 'leadstream_operation_seconds',
  help: 'Duration of GraphQL queries and mutations, including those behind REST, by type and outcome (ok, error).',
  labelNames: ['type', 'outcome'],
  buckets: seconds,
  registers,
})

/** Open subscriptions. */
export const subscribers = new Gauge({
  name: 'leadstream_subscribers',
  help: 'Open GraphQL subscriptions.',
  registers,
})

/** Rows of committed pages. */
export const importRows = new Counter({
  name: 'leadstream_import_rows_total',
  help: 'Rows that received their verdict, by verdict.',
  labelNames: ['verdict'],
  registers,
})

/** Duration of the transactions that write pages. */
export const pageSeconds = new Histogram({
  name: 'leadstream_import_page_seconds',
  help: 'Duration of the transactions that write a page of an import, by outcome (committed, lost, failed).',
  labelNames: ['outcome'],
  buckets: seconds,
  registers,
})

/** Credits spent. */
export const creditsSpent = new Counter({
  name: 'leadstream_credits_spent_total',
  help: 'Credits captured by pages of imports.',
  registers,
})

/** Duration of jobs. */
export const jobSeconds = new Histogram({
  name: 'leadstream_job_seconds',
  help: 'Duration of jobs, by task and outcome (done, interrupted, failed).',
  labelNames: ['task', 'outcome'],
  buckets: seconds,
  registers,
})

/** Duration of requests to providers. */
export const providerSeconds = new Histogram({
  name: 'leadstream_provider_request_seconds',
  help: 'Duration of requests to Unipile and Bright Data, by outcome (ok, busy, refused, failed, unreachable).',
  labelNames: ['provider', 'outcome'],
  buckets: seconds,
  registers,
})

/** Adds the metrics of the process itself, such as memory and event loop lag. */
export function collectProcessMetrics(): void {
  if (!metrics.getSingleMetric('leadstream_process_start_time_seconds')) {
    collectDefaultMetrics({ register: metrics, prefix: 'leadstream_' })
  }
}
