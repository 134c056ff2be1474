import type { Config } from '../config.ts'
import type { CompanyProvider } from '../enrichment/provider.ts'
import { createBrightData } from './enrichment/bright-data/bright-data.ts'
import { createCompanySandbox } from './enrichment/sandbox.ts'

/** The provider of company data that the configuration names. */
export function createCompanyProvider({ brightData }: Pick<Config, 'brightData'>): CompanyProvider {
  return brightData ? createBrightData(brightData) : createCompanySandbox()
}
