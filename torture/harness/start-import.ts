import * as z from 'zod'

/** A server and the token to call it with. */
export interface Caller {
  /** The server's origin, without a path. */
  readonly url: string
  readonly token: string
}

const answer = z.object({
  __typename: z.string(),
  listId: z.string().optional(),
  runId: z.string().optional(),
  maxResults: z.int().optional(),
  wasCapped: z.boolean().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  required: z.int().optional(),
  available: z.int().optional(),
})

/** The payload of a mutation that starts an import: the run, or an error with its code. */
export type StartResult = z.infer<typeof answer>

const payloads = {
  createListWithImport: 'CreateListWithImport',
  importIntoList: 'ImportIntoList',
  importSalesNav: 'ImportSalesNav',
} as const

/** A mutation that starts an import. */
export type StartMutation = keyof typeof payloads

/** All mutations that start an import. */
export const startMutations: readonly StartMutation[] = ['createListWithImport', 'importIntoList', 'importSalesNav']

/** Calls a start mutation; throws if the request fails or the response contains an unexpected error. */
export async function startImport(caller: Caller, startMutation: StartMutation, input: object): Promise<StartResult> {
  const type = payloads[startMutation]
  const { started } = await ask(
    caller,
    `mutation ($input: ${type}Input!) {
      started: ${startMutation}(input: $input) {
        __typename
        ... on Error { code message }
        ... on InsufficientCreditsError { required available }
        ... on ${type}Payload { listId runId wasCapped ${startMutation === 'importSalesNav' ? 'maxResults' : ''} }
      }
    }`,
    z.object({ started: answer }),
    { input },
  )
  return started
}

/** Sends one operation and returns its data; throws if the response contains errors. */
export async function ask<Data>(
  { url, token }: Caller,
  query: string,
  shape: z.ZodType<Data>,
  variables: object = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  const text = await response.text()
  const { data, success } = z.object({ data: shape, errors: z.undefined().optional() }).safeParse(JSON.parse(text))
  if (!success) throw new Error(`${response.status}: ${text}`)
  return data.data
}
