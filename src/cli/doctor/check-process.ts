import { statfs } from 'node:fs/promises'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Config } from '../../config.ts'
import { type Finding, messageOf, ok, problem, warning } from './finding.ts'

/** Checks the versions of Leadstream and Node. */
export function checkVersions(): Finding[] {
  const leadstream = ok('version', `Leadstream ${packageJson.version}.`)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isSupported = major > 20 || (major === 20 && minor >= 19)
  const node = `Node ${process.versions.node}`
  return [
    leadstream,
    isSupported
      ? ok('node', `${node}.`)
      : problem('node', `${node} is too old.`, `Install Node ${packageJson.engines.node}.`),
  ]
}

/** Checks how the server is reached from outside. */
export async function checkAddress({
  publicUrl,
  trustedProxies,
  production,
}: Pick<Config, 'publicUrl' | 'trustedProxies' | 'production'>): Promise<Finding[]> {
  if (publicUrl === null) {
    const message = 'PUBLIC_URL is not set, so links use the host of each request.'
    const action = 'Set PUBLIC_URL to the address that users open. Webhooks of providers need it, too.'
    return [production ? warning('publicUrl', message, action) : ok('publicUrl', message)]
  }
  const isProxied = publicUrl.startsWith('https:')
  return [
    await checkPublicUrl(publicUrl),
    isProxied && trustedProxies === 0
      ? warning(
          'trustedProxies',
          'PUBLIC_URL is https, so a proxy is in front, but TRUSTED_PROXIES is 0: all clients count as one address.',
          'Set TRUSTED_PROXIES to the number of proxies.',
        )
      : ok('trustedProxies', `TRUSTED_PROXIES is ${trustedProxies}.`),
  ]
}

async function checkPublicUrl(publicUrl: string): Promise<Finding> {
  const action = 'Start the server, and check the proxy, DNS and certificate of PUBLIC_URL.'
  try {
    const response = await fetch(`${publicUrl}/health`, { signal: AbortSignal.timeout(5_000), redirect: 'manual' })
    const body: unknown = await response.json().catch(() => null)
    const isOurs = typeof body === 'object' && body !== null && 'status' in body && body.status === 'alive'
    if (isOurs) return ok('publicUrl', `${publicUrl} answers.`)
    return problem('publicUrl', `${publicUrl}/health returns ${response.status}, not the answer of Leadstream.`, action)
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    return problem('publicUrl', `${publicUrl} can't be reached from this machine: ${messageOf(cause)}.`, action)
  }
}

/** Checks the disk of the embedded Postgres. */
export async function checkDisk({
  databaseUrl,
  dataDir,
  minFreeDiskBytes,
}: Pick<Config, 'databaseUrl' | 'dataDir' | 'minFreeDiskBytes'>): Promise<Finding[]> {
  if (databaseUrl !== null) return []
  const { bavail, bsize } = await statfs(dataDir)
  const megabytes = (bytes: number) => `${Math.floor(bytes / 1_000_000).toLocaleString('en')} MB`
  const free = `${megabytes(bavail * bsize)} are free in DATA_DIR`
  return [
    bavail * bsize < minFreeDiskBytes
      ? problem(
          'disk',
          `Only ${free}, so uploads are refused.`,
          `Free space until there are ${megabytes(minFreeDiskBytes)} (MIN_FREE_DISK_MB).`,
        )
      : ok('disk', `${free}.`),
  ]
}
