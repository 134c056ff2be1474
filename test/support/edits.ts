import type { Importer } from './imports.ts'

/** Calls a mutation with an input, and returns its payload or error with the selected fields. */
export async function mutate<Result = Record<string, unknown>>(
  { query }: Pick<Importer, 'query'>,
  name: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Result & { __typename: string; code?: string; message?: string }> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const answer = await query<Record<string, Result & { __typename: string }>>(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on ${type}Payload { ${selection} } ... on Error { code message }
    } }`,
    { input },
  )
  const result = answer[name]
  if (result === undefined) throw new Error(`${name} has returned nothing.`)
  return result
}

/** The ids of a list's people by full name, and of its companies by name. */
export async function idsIn({ query }: Pick<Importer, 'query'>, listId: string): Promise<Record<string, string>> {
  const { list } = await query<{
    list: { rows: { nodes: { id: string; fullName: string }[] }; companies: { nodes: { id: string; name: string }[] } }
  }>(
    'query ($id: ID!) { list(id: $id) { rows(first: 500) { nodes { id fullName } } companies(first: 500) { nodes { id name } } } }',
    { id: listId },
  )
  return Object.fromEntries([
    ...list.rows.nodes.map(({ id, fullName }) => [fullName, id]),
    ...list.companies.nodes.map(({ id, name }) => [name, id]),
  ])
}
