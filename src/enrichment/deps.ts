import type pg from 'pg'
import type { Config } from '../config.ts'
import type { CompanyProvider } from './provider.ts'

/** What the enrichment job needs from its process. */
export interface EnrichDeps {
  pool: pg.Pool
  provider: CompanyProvider
  config: Pick<Config, 'enrichmentBatch' | 'enrichmentPoll' | 'enrichmentFreshDays' | 'publicUrl'>
}
