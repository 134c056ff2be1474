import type { Config } from '../config.ts'
import type { CompanyProvider } from '../enrichment/provider.ts'
import { createBrightData } from './enrichment/bright-data/bright-data.ts'
import { createCompanySandbox } from './enrichment/sandbox.ts'

/** Returns the configured provider of company data. */
export function createCompanyProvider({ brightData }: Pick<Config, 'brightData'>): CompanyProvider {
  return brightData ? createBrightData(brightData) : createCompanySandbox()
}
