import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import { type AnyVariables, type CombinedError, type TypedDocumentNode, useMutation } from 'urql'
import { errorMessage } from './error-message.ts'

/** An error that a caller can act on: a member of a mutation's result union. */
interface Refusal {
  readonly __typename?: string
  readonly code: string
  readonly message: string
}

type Result<Data> = Data[Exclude<keyof Data, '__typename'>]
type Payload<Data> = Exclude<Result<Data>, Refusal>

/** The result of a call: its payload, or why it was refused. */
export type Outcome<Data> = { payload: Payload<Data> } | { refusal: Refusal }

/**
 * Calls a mutation that returns a result union. `act` returns its payload, or shows a notification with the API's message and
 * returns null if it was refused. `attempt` returns the refusal instead, for a form that shows it in place.
 */
export function useAction<Data extends object, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
) {
  const [{ fetching }, execute] = useMutation(document)
  const attempt = useCallback(
    async (variables: Variables): Promise<Outcome<Data>> => toOutcome(await execute(variables)),
    [execute],
  )
  const act = useCallback(
    async (variables: Variables): Promise<Payload<Data> | null> => {
      const outcome = await attempt(variables)
      if ('payload' in outcome) return outcome.payload
      notifications.show({ color: 'red', title: 'Something went wrong', message: outcome.refusal.message })
      return null
    },
    [attempt],
  )
  return { act, attempt, isBusy: fetching }
}

/** Returns the payload or the refusal in the response to a mutation with one field. */
export function toOutcome<Data extends object>(response: {
  readonly data?: Data | undefined
  readonly error?: CombinedError | undefined
}): Outcome<Data> {
  const { data, error } = response
  if (error || !data) return { refusal: { code: 'FAILED', message: errorMessage(error) } }
  const [result] = Object.entries(data).flatMap(([name, value]) => (name === '__typename' ? [] : [value]))
  return isRefusal(result) ? { refusal: result } : { payload: result }
}

function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}
