import type pg from 'pg'
import { transaction } from '../../db/client.ts'
import type { Tasks } from '../../jobs/catalog.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { findOutdatedOwners } from './upgrade-keys.sql.ts'
import { upgradeKeys } from './upgrade-keys.ts'

/** Returns the job that recomputes an owner's stored keys after an upgrade. */
export function upgradeKeysTask({ pool }: { pool: pg.Pool }): Tasks['upgrade-keys'] {
  return ({ ownerId }, { signal }) => upgradeKeys(pool, ownerId, signal)
}

/** Enqueues the upgrade of all owners whose keys are older than the rules of this version. */
export async function enqueueKeyUpgrades(pool: pg.Pool): Promise<void> {
  const owners = await findOutdatedOwners(pool)
  if (owners.length === 0) return
  await transaction(pool, async (client) => {
    for (const ownerId of owners) {
      await enqueue(
        client,
        'upgrade-keys',
        { ownerId },
        { jobKey: `upgrade-keys ${ownerId}`, queueName: 'upgrade-keys' },
      )
    }
  })
}
