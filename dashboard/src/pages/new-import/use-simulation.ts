import { useEffect, useRef, useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import type { SimulateImportInput } from '../../gql/graphql.ts'
import { SimulateImport, type Simulation } from './operations.ts'
import { fieldOf } from './refusal.ts'

/** What would become of the rows, or why nobody can say; `field` is the one at fault. `isBusy`: it is of an earlier input. */
export interface Simulated {
  readonly simulation: Simulation | null
  readonly refusal: { message: string; code: string; field: string | null } | null
  readonly isBusy: boolean
}

const patience = 300

/** Asks what an import would do, again a moment after each change, and one at a time: a large file takes seconds. */
export function useSimulation(uploadId: string, simulate: SimulateImportInput): Simulated {
  const { attempt } = useAction(SimulateImport)
  const [state, setState] = useState<Simulated>({ simulation: null, refusal: null, isBusy: true })
  const before = useRef<Promise<void>>(Promise.resolve())
  useEffect(() => {
    let isOutdated = false
    setState((last) => ({ ...last, isBusy: true }))
    const ask = async () => {
      if (isOutdated) return
      const outcome = await attempt({ input: { uploadId, simulate } })
      if (isOutdated) return
      if ('payload' in outcome)
        return setState({ simulation: outcome.payload.simulation, refusal: null, isBusy: false })
      const { refusal } = outcome
      setState({ simulation: null, refusal: { ...refusal, field: fieldOf(refusal) }, isBusy: false })
    }
    const timer = setTimeout(() => {
      before.current = before.current.then(ask)
    }, patience)
    return () => {
      isOutdated = true
      clearTimeout(timer)
    }
  }, [uploadId, simulate, attempt])
  return state
}
