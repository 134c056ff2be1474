import { csrfHeaders } from '../../api/csrf.ts'

/** The id of an upload, or why it was refused. */
export type UploadResult = { uploadId: string } | { refusal: string }

/** Uploads a file with `PUT /uploads` and reports its progress from 0 to 1; the signal aborts it. */
export function sendFile(
  file: File,
  { signal, onShare }: { signal: AbortSignal; onShare: (share: number) => void },
): Promise<UploadResult> {
  return new Promise((resolve) => {
    // Unlike fetch, it reports the progress of an upload.
    const request = new XMLHttpRequest()
    request.open('PUT', `/uploads?fileName=${encodeURIComponent(file.name)}`)
    for (const [name, value] of Object.entries(csrfHeaders)) request.setRequestHeader(name, value)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total)
    request.onload = () => resolve(parseResponse(request.response))
    request.onerror = () => resolve({ refusal: 'The upload failed. Check your connection and try again.' })
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function parseResponse(response: unknown): UploadResult {
  if (isObject(response) && typeof response['uploadId'] === 'string') return { uploadId: response['uploadId'] }
  const error = isObject(response) ? response['error'] : null
  const message = isObject(error) ? error['message'] : null
  return { refusal: typeof message === 'string' ? message : 'The server rejected the file.' }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
