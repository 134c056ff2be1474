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

/** The same answer whether the upload never existed, expired or belongs to somebody else. */
export class UploadNotFoundError extends DomainError {
  readonly code = 'UPLOAD_NOT_FOUND' as const

  constructor() {
    super('No such upload. Uploads expire some time after the preview: preview the file again.')
    this.name = 'UploadNotFoundError'
  }
}
