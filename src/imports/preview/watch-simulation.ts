import { withReadTimeout } from '../../db/shared-pool.ts'
import { ConflatingQueue } from '../../events/pubsub.ts'
import { findUpload } from '../../uploads/stage.ts'
import type { StartDeps } from '../start/prepared.ts'
import {
  type Simulation,
  type SimulationDeps,
  type SimulationInput,
  type SimulationProgress,
  simulateImport,
} from './simulate.ts'

/** A state of a simulation: its result is null while rows are left. */
export interface SimulationState {
  readonly progress: SimulationProgress
  readonly simulation: Simulation | null
}

/** A stream of the states of a simulation; a slow reader skips states. */
export type SimulationStream = ConflatingQueue<'state', SimulationState>

/**
 * Simulates the import of an upload, and streams its progress and then its result. It stops when the stream is left. The stream fails
 * with what `toFailure` makes of UploadNotFoundError, ListAccessError, InvalidInputError or InvalidMappingError.
 */
export function watchSimulation(
  deps: Pick<StartDeps, 'prisma'> & SimulationDeps,
  ownerId: number,
  uploadId: string,
  input: SimulationInput,
  toFailure: (error: unknown) => unknown = (error) => error,
): SimulationStream {
  const left = new AbortController()
  const states: SimulationStream = new ConflatingQueue(() => left.abort())
  const run = async () => {
    const upload = await findUpload(deps.prisma, ownerId, uploadId)
    let last: SimulationProgress | undefined
    const onProgress = (progress: SimulationProgress) => {
      last = progress
      states.put('state', { progress, simulation: null })
    }
    // Like an import, a simulation may take longer than a read.
    const simulation = await withReadTimeout(0, () =>
      simulateImport(deps, ownerId, upload, input, { onProgress, signal: left.signal }),
    )
    if (last) states.put('state', { progress: last, simulation })
    states.end()
  }
  run().catch((error: unknown) => states.fail(toFailure(error)))
  return states
}
