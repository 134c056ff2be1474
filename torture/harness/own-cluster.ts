import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, openCluster, shutDown } from '../../src/db/embedded-postgres/cluster.ts'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../src/log.ts'

/** Says nothing: what breaks here is meant to. */
export const silent = createLog({ logLevel: 'silent', logFormat: 'json' })

/** A cluster of a scenario's own, which forgets nothing: with an empty database, at a URL that it keeps, and stopped. */
export interface OwnCluster {
  /** The folder that DATA_DIR would name. */
  readonly dataDir: string
  readonly cluster: Cluster
  readonly url: string
  readonly port: number
}

/** Lends a new cluster, and takes it away again however it was left. */
export async function withCluster<T>(work: (own: OwnCluster) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-torture-'))
  await chmod(dataDir, 0o711)
  const { url, stop } = await startEmbedded({ dataDir, log: silent })
  await stop()
  const cluster = await openCluster(dataDir)
  try {
    return await work({ dataDir, cluster, url, port: Number(new URL(url).port) })
  } finally {
    await shutDown(cluster)
    await rm(dataDir, { recursive: true, force: true })
  }
}
