import { type Connection, headersOf } from './connection.ts'
import { errorOf, isObject, unexpectedResponse } from './leadstream-error.ts'

/** A staged file, which can be previewed and imported until it expires. */
export interface Upload {
  readonly uploadId: string
  readonly fileName: string | null
  /** Size of the file, in bytes. */
  readonly byteSize: number
  readonly totalRows: number
  readonly columns: readonly string[]
  readonly expiresAt: string
}

/** The progress of an upload. */
export interface UploadProgress {
  /** Bytes sent so far. */
  readonly loaded: number
  /** Size of the file, in bytes. */
  readonly total: number
}

export interface UploadOptions {
  /** Name of the file; that of a `File` by default. */
  readonly fileName?: string
  readonly onProgress?: (progress: UploadProgress) => void
  /** Aborts the upload. */
  readonly signal?: AbortSignal
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Uploads a file with `PUT /uploads`; throws a LeadstreamError if the server refuses it. */
export async function uploadFile(connection: Connection, file: Blob, options: UploadOptions = {}): Promise<Upload> {
  const { fileName = 'name' in file ? String(file.name) : '' } = options
  const url = new URL('uploads', connection.url)
  url.searchParams.set('fileName', fileName)
  // Only XMLHttpRequest reports the progress of an upload in a browser, and only fetch exists elsewhere.
  const put = typeof XMLHttpRequest === 'undefined' ? putByFetch : putByRequest
  const { status, body } = await put(url, headersOf(connection), file, options)
  if (isObject(body) && 'uploadId' in body) return body as unknown as Upload
  throw isObject(body) && isObject(body['error']) ? errorOf(body['error']) : unexpectedResponse(status)
}

type Put = (url: URL, headers: Record<string, string>, file: Blob, options: UploadOptions) => Promise<Answer>

const putByRequest: Put = (url, headers, file, { onProgress, signal }) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => onProgress?.({ loaded, total: file.size })
    request.onload = () => resolve({ status: request.status, body: request.response })
    request.onerror = () => reject(new TypeError('The upload failed. Check your connection and try again.'))
    request.onabort = () => reject(signal?.reason)
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })

const putByFetch: Put = async (url, headers, file, { onProgress, signal }) => {
  let loaded = 0
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.byteLength
      controller.enqueue(chunk)
      onProgress?.({ loaded, total: file.size })
    },
  })
  const init: RequestInit & { duplex: 'half' } = {
    method: 'PUT',
    headers,
    body: file.stream().pipeThrough(counter),
    duplex: 'half',
    signal: signal ?? null,
  }
  const response = await fetch(url, init)
  return { status: response.status, body: await response.json().catch(() => null) }
}
