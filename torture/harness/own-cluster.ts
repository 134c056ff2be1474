import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, openCluster, shutDown } from '../../src/db/embedded-postgres/cluster.ts'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../src/log.ts'

/** Logs nothing: the failures here are intended. */
export const silentLog = createLog({ logLevel: 'silent', logFormat: 'json' })

/** A durable cluster for one scenario, stopped, with an empty database at a fixed URL. */
export interface OwnCluster {
  /** The value of DATA_DIR for it. */
  readonly dataDir: string
  readonly cluster: Cluster
  readonly url: string
  readonly port: number
}

/** Runs `work` with a new cluster in a folder and removes it afterwards, whatever state it is in. */
export async function withCluster<T>(work: (own: OwnCluster) => Promise<T>, folder = tmpdir()): Promise<T> {
  const dataDir = await mkdtemp(join(folder, 'leadstream-torture-'))
  await chmod(dataDir, 0o711)
  const { url, stop } = await startEmbedded({ dataDir, log: silentLog })
  await stop()
  const cluster = await openCluster(dataDir)
  try {
    return await work({ dataDir, cluster, url, port: Number(new URL(url).port) })
  } finally {
    await shutDown(cluster)
    await rm(dataDir, { recursive: true, force: true })
  }
}
