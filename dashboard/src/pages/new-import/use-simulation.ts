import { useWindowEvent } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { errorMessage } from '../../api/error-message.ts'
import type { SimulateImportInput } from '../../gql/graphql.ts'
import { type FormRefusal, toFormRefusal } from './form-refusal.ts'
import { lacksCredits, SimulateImport, type Simulation, type SimulationCounts } from './operations.ts'

/** The preview of an import's results, or why there is none. While it is busy, `simulation` is that of an earlier input. */
export interface Simulated {
  /** The counts so far. */
  readonly counts: SimulationCounts | null
  readonly simulation: Simulation | null
  readonly refusal: FormRefusal | null
  readonly isBusy: boolean
}

const debounceMs = 300

/** Previews an import shortly after each change, which stops the previous preview. */
export function useSimulation(uploadId: string, simulate: SimulateImportInput): Simulated {
  const client = useClient()
  const [state, setState] = useState<Simulated>({ counts: null, simulation: null, refusal: null, isBusy: true })
  const [attempt, setAttempt] = useState(0)
  // No event reports that an administrator has granted credits.
  useWindowEvent('focus', () => {
    if (state.simulation && lacksCredits(state.simulation)) setAttempt(attempt + 1)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt repeats the preview.
  useEffect(() => {
    let stop = () => {}
    setState((last) => ({ ...last, isBusy: true }))
    const timer = setTimeout(() => {
      const events = client.subscription(SimulateImport, { input: { uploadId, simulate } })
      stop = events.subscribe(({ data, error }) => {
        if (error) {
          const refusal = refusalOf(error, simulate.dataType)
          return setState({ counts: null, simulation: null, refusal, isBusy: false })
        }
        if (!data) return
        const { counts, simulation } = data.importSimulation
        // Until there is something new, the last preview stays.
        if (simulation === null && counts.processed === 0) return
        setState((last) => ({
          counts,
          simulation: simulation ?? last.simulation,
          refusal: null,
          isBusy: simulation === null,
        }))
      }).unsubscribe
    }, debounceMs)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [uploadId, simulate, client, attempt])
  return state
}

function refusalOf(error: CombinedError, dataType: SimulateImportInput['dataType']): FormRefusal {
  const { code, field } = error.graphQLErrors[0]?.extensions ?? {}
  return toFormRefusal({ code: String(code), message: errorMessage(error), mapped: field }, dataType)
}
