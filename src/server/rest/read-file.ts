import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import busboy from 'busboy'
import { bodyRefusal, isBodyError, refusal } from '../errors.ts'

/** A file within a form, in the order in which its bytes arrive. */
export interface FormFile {
  readonly fileName: string | null
  readonly content: AsyncIterable<Uint8Array>
}

const limits = { files: 1, fields: 20, fieldSize: 10_000 }

/**
 * Reads a form with one file in the field `file`, which `store` consumes while it arrives; returns what that returns, and the other
 * fields. For a form that is malformed, incomplete or has another file it throws a refusal, and has `discard` undo what was stored.
 */
export async function readFile<Stored>(
  req: IncomingMessage,
  store: (file: FormFile) => Promise<Stored>,
  discard: (stored: Stored) => Promise<void>,
): Promise<{ stored: Stored; fields: Record<string, string> }> {
  const fields: Record<string, string> = {}
  let storing: Promise<Stored> | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const form = busboy({ headers: req.headers, defParamCharset: 'utf8', limits })
      let file: Readable | undefined
      const fail = (error: Error) => {
        reject(isBodyError(error) ? bodyRefusal(error) : error)
        req.unpipe(form)
        // Ends what waits for the rest of the file.
        file?.destroy(error)
        form.destroy()
      }
      form.on('field', (name, value, { valueTruncated }) => {
        if (valueTruncated) fail(refusal(400, 'BAD_REQUEST', `The field \`${name}\` is too long.`))
        fields[name] = value
      })
      form.on('file', (name, content, { filename }) => {
        file = content
        content.on('error', fail)
        if (name !== 'file') return fail(refusal(400, 'BAD_REQUEST', 'Send the file in the field `file`.'))
        storing = store({ fileName: filename || null, content })
        storing.catch(fail)
      })
      form.once('filesLimit', () => fail(refusal(400, 'BAD_REQUEST', 'Send one file.')))
      form.once('fieldsLimit', () => fail(refusal(400, 'BAD_REQUEST', 'The form has too many fields.')))
      form.on('error', fail)
      form.once('close', resolve)
      req.once('close', () => req.complete || fail(new Error('The client disconnected.')))
      req.pipe(form)
    })
    if (storing === undefined) {
      throw refusal(400, 'BAD_REQUEST', 'The form has no file. Send the file in the field `file`.')
    }
    return { stored: await storing, fields }
  } catch (error) {
    await storing?.then(discard, () => {})
    throw error instanceof Error && isBodyError(error) ? bodyRefusal(error) : error
  }
}
