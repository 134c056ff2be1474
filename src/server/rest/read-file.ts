import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { bodyRefusal, isBodyError, refusal } from '../errors.ts'

/** A file within a form, in the order in which its bytes arrive. */
export interface FormFile {
  readonly fileName: string | null
  readonly content: AsyncIterable<Uint8Array>
}

/** Reads a form with one file, which `store` consumes while it arrives; returns what that returns, and the other fields. Throws a refusal for a form that is malformed or has no file. */
export async function readFile<Stored>(
  req: IncomingMessage,
  store: (file: FormFile) => Promise<Stored>,
): Promise<{ stored: Stored; fields: Record<string, string> }> {
  const fields: Record<string, string> = {}
  let storing: Promise<Stored> | undefined
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      req.unpipe()
      reject(error instanceof Error && isBodyError(error) ? bodyRefusal(error) : error)
    }
    try {
      const form = busboy({
        headers: req.headers,
        defParamCharset: 'utf8',
        limits: { files: 1, fields: 20, fieldSize: 10_000 },
      })
      form.on('field', (name, value) => {
        fields[name] = value
      })
      form.on('file', (_name, content, { filename }) => {
        storing = store({ fileName: filename || null, content })
        storing.catch(fail)
      })
      form.once('error', fail)
      form.once('close', resolve)
      req.once('close', () => req.complete || fail(new Error('The client disconnected.')))
      req.pipe(form)
    } catch (error) {
      fail(error)
    }
  })
  if (storing === undefined)
    throw refusal(400, 'BAD_REQUEST', 'The form has no file. Send the file in the field `file`.')
  return { stored: await storing, fields }
}
