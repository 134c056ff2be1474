import type { Client as Socket } from 'graphql-ws'
import type { Connection } from './connection.ts'
import { type ImportFileOptions, importFile, type StartedImport } from './import-file.ts'
import { sendOperation, type TextDocument } from './send-operation.ts'
import { createSocket } from './socket.ts'
import { type Upload, type UploadOptions, uploadFile } from './upload-file.ts'
import { type RunSnapshot, watchRun } from './watch-run.ts'

export * from './gql/graphql.ts'
export type { ImportFileOptions, Preview, StartedImport } from './import-file.ts'
export { LeadstreamError, payloadOf } from './leadstream-error.ts'
export type { TextDocument } from './send-operation.ts'
export type { Upload, UploadOptions, UploadProgress } from './upload-file.ts'
export type { RunSnapshot } from './watch-run.ts'

export interface ClientOptions extends Connection {
  readonly token: string
  /** The class WebSocket where there is no global one, as in Node 20: that of the package ws. */
  readonly webSocketImpl?: unknown
}

/** Operations of one user. All methods throw a LeadstreamError if the server refuses them. */
export interface Client {
  /** Sends a query or mutation and returns its data. A result that is a refusal is part of the data; see `payloadOf`. */
  request<Result, Variables>(
    document: TextDocument<Result, Variables>,
    ...[variables]: Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables]
  ): Promise<Result>
  /** Uploads a file of up to 1 GB, for a preview and any number of imports. */
  uploadFile(file: Blob, options?: UploadOptions): Promise<Upload>
  /** Uploads a file and imports it into a new list or the given one. Resolves when the import was accepted; follow it with `watchRun`. */
  importFile(file: Blob, options?: ImportFileOptions): Promise<StartedImport>
  /** Yields the run as it is now, then each change, and returns when the run has ended. Reconnects whenever the connection is lost. */
  watchRun(runId: string, options?: { signal?: AbortSignal }): AsyncGenerator<RunSnapshot, void, void>
}

/** Creates a client. It holds a connection only while a run is watched. */
export function createClient({ webSocketImpl, ...connection }: ClientOptions): Client {
  let socket: Socket | undefined
  return {
    request: (document, ...[variables]) => sendOperation(connection, document, variables),
    uploadFile: (file, options) => uploadFile(connection, file, options),
    importFile: (file, options) => importFile(connection, file, options),
    watchRun(runId, options) {
      socket ??= createSocket(connection, webSocketImpl)
      return watchRun(socket, runId, options)
    },
  }
}
