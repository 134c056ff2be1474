/** What became of a file that was sent, in the server's words where it was refused. */
export type Sent = { uploadId: string } | { refusal: string }

/** Sends a file as it is by `PUT /uploads`, and says how much of it has gone, from 0 to 1. It ends when the signal says so. */
export function sendFile(
  file: File,
  { token, signal, onShare }: { token: string; signal: AbortSignal; onShare: (share: number) => void },
): Promise<Sent> {
  return new Promise((resolve) => {
    // Unlike fetch, it says how far it is.
    const request = new XMLHttpRequest()
    request.open('PUT', `/uploads?fileName=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total)
    request.onload = () => resolve(readAnswer(request.response))
    request.onerror = () =>
      resolve({ refusal: 'The file did not reach the server. Look at your network and try again.' })
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function readAnswer(answer: unknown): Sent {
  if (isObject(answer) && typeof answer['uploadId'] === 'string') return { uploadId: answer['uploadId'] }
  const error = isObject(answer) ? answer['error'] : null
  const words = isObject(error) ? error['message'] : null
  return { refusal: typeof words === 'string' ? words : 'The server did not take the file.' }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
