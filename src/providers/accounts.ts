import type { AccountProvider } from '../accounts/provider.ts'
import type { Config } from '../config.ts'
import { createSandbox } from './sales-nav/sandbox.ts'
import { createUnipile } from './sales-nav/unipile/unipile.ts'

/** The provider of LinkedIn accounts that the configuration names. */
export function createAccountProvider({ unipile }: Pick<Config, 'unipile'>): AccountProvider {
  return unipile ? createUnipile(unipile) : createSandbox()
}
