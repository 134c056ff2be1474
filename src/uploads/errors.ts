import { DomainError } from '../errors.ts'

/** The file has no rows that can be read. `line` is the physical line that shows the problem, null if it is not a single line. */
export class UnreadableFileError extends DomainError {
  readonly code = 'UNREADABLE_FILE' as const
  readonly line: number | null

  constructor(message: string, line: number | null = null) {
    super(message)
    this.name = 'UnreadableFileError'
    this.line = line
  }
}

/** Returns the error for a file above the size limit; every check throws the same one. */
export function fileTooLarge(maxBytes: number): UnreadableFileError {
  const limit =
    maxBytes < 100_000
      ? `${maxBytes.toLocaleString('en')} bytes`
      : `${(maxBytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
  return new UnreadableFileError(`The file is larger than ${limit}.`)
}

/** The upload does not exist, has expired, or belongs to another user; the error is the same for all three. */
export class UploadNotFoundError extends DomainError {
  readonly code = 'UPLOAD_NOT_FOUND' as const

  constructor() {
    super('Upload not found. It may have expired: preview the file again.')
    this.name = 'UploadNotFoundError'
  }
}

/** The user's uploads have reached the storage limit. */
export class UploadQuotaExceededError extends DomainError {
  readonly code = 'UPLOAD_QUOTA_EXCEEDED' as const

  constructor(maxBytes: number, ttlHours: number) {
    const limit = (maxBytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })
    super(
      `Your uploads have reached the limit of ${limit} MB per user. Try again when older ones have expired: an upload is deleted about ${ttlHours + 1} hours after it was made.`,
    )
    this.name = 'UploadQuotaExceededError'
  }
}

/** The server has no disk space for uploads. */
export class StorageFullError extends DomainError {
  readonly code = 'STORAGE_FULL' as const

  constructor(options?: ErrorOptions) {
    super(
      'The server is out of disk space, so the file was not stored. Try again later, or ask the administrator to free some space.',
      options,
    )
    this.name = 'StorageFullError'
  }
}

/** The file is too large to be returned as text. */
export class TextTooLargeError extends DomainError {
  readonly code = 'PAYLOAD_TOO_LARGE' as const

  constructor() {
    super('The file is larger than 25 MB as text. Import it with its `uploadId` and do not select `csvText`.')
    this.name = 'TextTooLargeError'
  }
}
