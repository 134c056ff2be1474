import { useEffect, useRef, useState } from 'react'
import { waitBeforeRetry } from '../../api/socket.ts'
import { useAction } from '../../api/use-action.ts'
import type { SimulateImportInput } from '../../gql/graphql.ts'
import { type FormRefusal, toFormRefusal } from './form-refusal.ts'
import { SimulateImport, type Simulation } from './operations.ts'

/** The preview of an import's results, or why there is none; `isBusy` if it belongs to an earlier input. */
export interface Simulated {
  readonly simulation: Simulation | null
  readonly refusal: FormRefusal | null
  readonly isBusy: boolean
}

const debounceMs = 300

/** Previews an import shortly after each change, one request at a time: a large file takes seconds. */
export function useSimulation(uploadId: string, simulate: SimulateImportInput): Simulated {
  const { attempt } = useAction(SimulateImport)
  const [state, setState] = useState<Simulated>({ simulation: null, refusal: null, isBusy: true })
  const previous = useRef<Promise<void>>(Promise.resolve())
  useEffect(() => {
    let isOutdated = false
    setState((last) => ({ ...last, isBusy: true }))
    // While the server can't be reached, the last preview stays.
    const ask = async () => {
      for (let attempts = 0; ; attempts++) {
        const outcome = await attempt({ input: { uploadId, simulate } })
        if (isOutdated || !('refusal' in outcome) || outcome.refusal.code !== 'FAILED') return outcome
        await waitBeforeRetry(attempts)
      }
    }
    const run = async () => {
      if (isOutdated) return
      const outcome = await ask()
      if (isOutdated) return
      if ('payload' in outcome)
        return setState({ simulation: outcome.payload.simulation, refusal: null, isBusy: false })
      setState({ simulation: null, refusal: toFormRefusal(outcome.refusal, simulate.dataType), isBusy: false })
    }
    const timer = setTimeout(() => {
      previous.current = previous.current.then(run)
    }, debounceMs)
    return () => {
      isOutdated = true
      clearTimeout(timer)
    }
  }, [uploadId, simulate, attempt])
  return state
}
