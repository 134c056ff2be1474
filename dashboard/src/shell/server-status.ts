import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'

const ServerStatus = graphql(`
  query ServerStatus {
    viewer { id credits { available } }
    serverInfo { sandboxes }
  }
`)

/** Returns the available credits and which data is simulated; null until both are known. */
export function useServerStatus() {
  const [{ data }] = useQuery({ query: ServerStatus })
  return data ? { available: data.viewer.credits.available, sandboxes: data.serverInfo.sandboxes } : null
}
