import { DomainError } from '../errors.ts'

/** A file from which no rows can be read; `line` is the physical line that shows it, null where no single one does. */
export class UnreadableFileError extends DomainError {
  readonly code = 'UNREADABLE_FILE' as const
  readonly line: number | null

  constructor(message: string, line: number | null = null) {
    super(message)
    this.name = 'UnreadableFileError'
    this.line = line
  }
}

/** The refusal of a file that is larger than is taken, in the same words whoever notices first. */
export function fileTooLarge(maxBytes: number): UnreadableFileError {
  const limit =
    maxBytes < 100_000
      ? `${maxBytes.toLocaleString('en')} bytes`
      : `${(maxBytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
  return new UnreadableFileError(`The file is larger than ${limit}.`)
}

/** The same answer whether the upload never existed, expired or belongs to somebody else. */
export class UploadNotFoundError extends DomainError {
  readonly code = 'UPLOAD_NOT_FOUND' as const

  constructor() {
    super('No such upload. Uploads expire some time after the preview: preview the file again.')
    this.name = 'UploadNotFoundError'
  }
}

/** A file that is too large to be handed out as one text. */
export class TextTooLargeError extends DomainError {
  readonly code = 'PAYLOAD_TOO_LARGE' as const

  constructor() {
    super('The file is larger than 100 MB as text. Import it by its `uploadId`, and do not ask for `csvText`.')
    this.name = 'TextTooLargeError'
  }
}
