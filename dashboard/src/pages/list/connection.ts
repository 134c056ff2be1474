import type { AnyVariables, Client, TypedDocumentNode } from 'urql'
import type { ConnectionPage } from './cursor-pages.ts'

interface Connection<Item> {
  readonly totalCount?: number
  readonly edges?: readonly { readonly cursor: string; readonly node: Item }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Returns the data of a query; throws CombinedError if it failed. */
export async function queryOrThrow<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data | undefined> {
  const { data, error } = await client.query(document, variables).toPromise()
  if (error) throw error
  return data
}

/** Converts a page of a connection, each item with the cursor before it; an empty page if the parent was deleted. */
export function toConnectionPage<Item>(
  connection: Connection<Item> | null | undefined,
  after: string | null,
): ConnectionPage<Item> {
  if (!connection) return { items: [], total: 0, next: null }
  const { edges, totalCount, pageInfo } = connection
  return {
    items: edges?.map(({ node }, at) => ({ item: node, after: edges[at - 1]?.cursor ?? after })) ?? null,
    total: totalCount ?? null,
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  }
}
