import type { AnyVariables, Client, TypedDocumentNode } from 'urql'
import type { Anchor, ConnectionPage } from './cursor-pages.ts'

interface Connection<Item> {
  readonly totalCount?: number
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[]
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

/** Converts the page at a place of a connection; an empty page if the parent was deleted. */
export function toConnectionPage<Item>(
  connection: Connection<Item> | null | undefined,
  anchor: Anchor,
): ConnectionPage<Item> {
  if (!connection) return { items: [], total: 0, next: null }
  const { edges, totalCount, pageInfo } = connection
  return {
    items: edges.map(({ node }, at) => {
      const previous = edges[at - 1]
      return { item: node, anchor: previous ? { after: previous.cursor, offset: 0 } : anchor }
    }),
    total: totalCount ?? null,
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  }
}
