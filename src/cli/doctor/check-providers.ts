import type { Config } from '../../config.ts'
import { SnapshotFailedError } from '../../enrichment/provider-errors.ts'
import { createAccountProvider } from '../../providers/accounts.ts'
import { createCompanyProvider } from '../../providers/companies.ts'
import { type Finding, messageOf, ok, problem, warning } from './finding.ts'

/** An id that no account and no snapshot has. */
const unknownId = 'leadstream-doctor'

/** Asks each configured provider for something that does not exist, which is free. */
export async function checkProviders(
  config: Pick<Config, 'unipile' | 'brightData' | 'production'>,
): Promise<Finding[]> {
  return await Promise.all([checkUnipile(config), checkBrightData(config)])
}

async function checkUnipile(config: Pick<Config, 'unipile' | 'production'>): Promise<Finding> {
  if (!config.unipile) return simulated('linkedin', 'LinkedIn is', 'UNIPILE_URL and UNIPILE_API_KEY', config)
  try {
    await createAccountProvider(config).findAccount(unknownId)
    return ok('linkedin', 'Unipile answers.')
  } catch (error) {
    return problem('linkedin', messageOf(error), 'Check UNIPILE_URL, UNIPILE_API_KEY and the network.')
  }
}

async function checkBrightData(config: Pick<Config, 'brightData' | 'production'>): Promise<Finding> {
  if (!config.brightData) return simulated('companyData', 'Company data is', 'BRIGHT_DATA_API_KEY', config)
  try {
    await createCompanyProvider(config).collect(unknownId, AbortSignal.timeout(30_000))
  } catch (error) {
    if (!(error instanceof SnapshotFailedError)) {
      return problem('companyData', messageOf(error), 'Check BRIGHT_DATA_API_KEY, BRIGHT_DATA_URL and the network.')
    }
  }
  return ok('companyData', 'Bright Data answers.')
}

function simulated(check: string, what: string, variables: string, { production }: Pick<Config, 'production'>) {
  const message = `${what} simulated with invented data.`
  return production ? warning(check, message, `Set ${variables} to use real data.`) : ok(check, message)
}
