import { Gauge, Registry } from 'prom-client'
import type { Log } from '../log.ts'

/** A value of a gauge and its labels. */
interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** A gauge whose values are read when it is scraped. */
export interface GaugeSource {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  readonly read: () => Promise<readonly Sample[]> | readonly Sample[]
}

/** Returns a registry of gauges; one that cannot be read is logged, and has no value. */
export function createGauges(sources: readonly GaugeSource[], log: Log): Registry {
  const registry = new Registry()
  for (const { name, help, labels = [], read } of sources) {
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        const samples = await readSafely(name, read, log)
        if (labels.length === 0) this.remove()
        else this.reset()
        for (const { labels = {}, value } of samples) this.set(labels, value)
      },
    })
  }
  return registry
}

async function readSafely(metric: string, read: GaugeSource['read'], log: Log): Promise<readonly Sample[]> {
  try {
    return await read()
  } catch (error) {
    log.warn({ err: error, metric }, 'metrics: could not read a value')
    return []
  }
}
