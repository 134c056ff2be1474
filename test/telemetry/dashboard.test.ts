import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { createEvents } from '../../src/events/pubsub.ts'
import { processGauges } from '../../src/process-gauges.ts'
import { collectProcessMetrics, metrics } from '../../src/telemetry/metrics.ts'

collectProcessMetrics()
const gauges = processGauges({
  pool: new pg.Pool(),
  config: { databaseUrl: null, dataDir: '' },
  events: createEvents(new EventTarget()),
  worker: () => undefined,
})
const ours = [...gauges, ...metrics.getMetricsAsArray()].map(({ name }) => name)

const dashboard = z
  .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
  .parse(JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8')))
const alerts = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            annotations: z.object({ summary: z.string(), action: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readFileSync('deploy/prometheus-alerts.yaml', 'utf8')))

const drawn = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
const alerting = alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))

/** Returns the names of the metrics in an expression. */
function namesIn(expression: string): string[] {
  return [...expression.matchAll(/\bleadstream_\w+/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, ''))
}

it.each([
  ['dashboard', drawn],
  ['alert rules', alerting],
])('the %s name only metrics that exist', (_file, expressions) => {
  const names = expressions.flatMap(namesIn)
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !ours.includes(name))).toEqual([])
})

it('the dashboard shows every metric but those of Node itself', () => {
  const shown = new Set(drawn.flatMap(namesIn))
  const own = ours.filter((name) => !/^leadstream_(?:nodejs|process)_/.test(name))
  expect(own.filter((name) => !shown.has(name))).toEqual([])
})

it('the names of all metrics begin with leadstream_', () => {
  expect(ours.filter((name) => !name.startsWith('leadstream_'))).toEqual([])
})
