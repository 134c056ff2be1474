import * as z from 'zod'

/** Who speaks to which server. */
export interface Caller {
  /** Of the server, without a path. */
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

/** What a mutation that starts an import answers: the run, or a refusal with its code. */
export type StartAnswer = z.infer<typeof answer>

const payloads = {
  createListWithImport: 'CreateListWithImport',
  importIntoList: 'ImportIntoList',
  importSalesNav: 'ImportSalesNav',
} as const

/** A mutation that starts an import. */
export type Starter = keyof typeof payloads

/** The three of them. */
export const starters: readonly Starter[] = ['createListWithImport', 'importIntoList', 'importSalesNav']

/** Calls one of them; throws where the server does not answer, or with an error that is no refusal. */
export async function startImport(caller: Caller, starter: Starter, input: object): Promise<StartAnswer> {
  const type = payloads[starter]
  const { started } = await ask(
    caller,
    `mutation ($input: ${type}Input!) {
      started: ${starter}(input: $input) {
        __typename
        ... on Error { code message }
        ... on InsufficientCreditsError { required available }
        ... on ${type}Payload { listId runId wasCapped ${starter === 'importSalesNav' ? 'maxResults' : ''} }
      }
    }`,
    z.object({ started: answer }),
    { input },
  )
  return started
}

/** Sends one operation; throws where there are errors. */
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
