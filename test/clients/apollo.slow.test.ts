import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs'
import { createClient } from 'graphql-ws'
import { beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'
import { importUpload, peopleFile, previewFile, watchRun } from './operations.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

it('Apollo Client with apollo-upload-client uploads a file, imports it and reads its list', async () => {
  const { token } = await app.createUser({ credits: 10 })
  const socket = createClient({ url: app.wsUrl, webSocketImpl: WebSocket, connectionParams: bearer(token) })
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      new GraphQLWsLink(socket),
      new UploadHttpLink({ uri: app.url, headers: bearer(token) }),
    ),
  })

  const preview = await client.mutate<Preview>({ mutation: gql(previewFile), variables: { file: peopleFile(2) } })
  expect(preview).toMatchObject({ data: { previewImport: { totalRows: 2 } } })

  const { uploadId } = preview.data?.previewImport ?? {}
  const { data } = await client.mutate<Started>({ mutation: gql(importUpload), variables: { uploadId } })
  const { listId, runId } = data?.createListWithImport ?? {}

  const list = await client.query({
    query: gql`
      query List($id: ID!) {
        list(id: $id) {
          id
          rows { nodes { id fullName company { id name } } }
        }
      }
    `,
    variables: { id: listId },
  })
  expect(list.data).toMatchObject({
    list: {
      rows: {
        nodes: [
          { fullName: 'Person 0', company: { name: 'Company 0' } },
          { fullName: 'Person 1', company: { name: 'Company 1' } },
        ],
      },
    },
  })

  const events: unknown[] = []
  await new Promise<void>((resolve, reject) => {
    client.subscribe({ query: gql(watchRun), variables: { runId } }).subscribe({
      next: (event) => events.push(event.data),
      error: reject,
      complete: resolve,
    })
  })
  expect(events).toMatchObject([{ importProgress: { id: runId, status: 'COMPLETED' } }])
  client.stop()
  await socket.dispose()
})

interface Preview {
  previewImport: { uploadId: string; totalRows: number }
}

interface Started {
  createListWithImport: { listId: string; runId: string }
}
