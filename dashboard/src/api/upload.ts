import { uploadFile } from '../../../packages/client/src/upload-file.ts'
import { csrfHeaders } from './csrf.ts'

/** The id of an upload, or why it was refused. */
export type UploadResult = { uploadId: string } | { refusal: string }

/** Uploads a file and reports its progress from 0 to 1; the signal aborts it. */
export async function upload(
  file: File,
  { signal, onShare }: { signal: AbortSignal; onShare: (share: number) => void },
): Promise<UploadResult> {
  const connection = { url: `${location.origin}/graphql`, headers: csrfHeaders }
  try {
    const { uploadId } = await uploadFile(connection, file, {
      signal,
      onProgress: ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total),
    })
    return { uploadId }
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) }
  }
}
