import type { AccountProvider } from '../accounts/provider.ts'
import type { Config } from '../config.ts'
import { createSandbox } from './sales-nav/sandbox.ts'
import { createUnipile } from './sales-nav/unipile/unipile.ts'

/** Returns the configured provider of LinkedIn accounts. */
export function createAccountProvider({ unipile }: Pick<Config, 'unipile'>): AccountProvider {
  return unipile ? createUnipile(unipile) : createSandbox()
}
