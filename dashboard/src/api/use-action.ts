import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import { type AnyVariables, type TypedDocumentNode, useMutation } from 'urql'
import { wordsOf } from './error-message.ts'

/** A refusal that a caller can act on: a member of a mutation's result union. */
interface Refusal {
  readonly __typename?: string
  readonly code: string
  readonly message: string
}

type Answer<Data> = Data[Exclude<keyof Data, '__typename'>]
type Payload<Data> = Exclude<Answer<Data>, Refusal>

/** What became of a call: the payload, or why there is none. */
export type Outcome<Data> = { payload: Payload<Data> } | { refusal: Refusal }

/**
 * Calls a mutation that answers a result union. `act` answers its payload; null where it was refused, which a notification says in
 * the API's own words. `attempt` answers the refusal instead, for a form that shows it in place.
 */
export function useAction<Data extends object, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
) {
  const [{ fetching }, execute] = useMutation(document)
  const attempt = useCallback(
    async (variables: Variables): Promise<Outcome<Data>> => {
      const { data, error } = await execute(variables)
      if (error || !data) {
        return { refusal: { code: 'FAILED', message: error ? wordsOf(error) : 'The server answered nothing.' } }
      }
      return outcomeOf(data)
    },
    [execute],
  )
  const act = useCallback(
    async (variables: Variables): Promise<Payload<Data> | null> => {
      const outcome = await attempt(variables)
      if ('payload' in outcome) return outcome.payload
      notifications.show({ color: 'red', title: 'That did not work', message: outcome.refusal.message })
      return null
    },
    [attempt],
  )
  return { act, attempt, isBusy: fetching }
}

/** Tells payload and refusal apart in the data of a mutation with one field. */
export function outcomeOf<Data extends object>(data: Data): Outcome<Data> {
  const [answer] = Object.entries(data).flatMap(([name, value]) => (name === '__typename' ? [] : [value]))
  return isRefusal(answer) ? { refusal: answer } : { payload: answer }
}

function isRefusal(answer: unknown): answer is Refusal {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'code' in answer &&
    typeof answer.code === 'string' &&
    'message' in answer &&
    typeof answer.message === 'string'
  )
}
