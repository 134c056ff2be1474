import { UnreadableFileError } from '../errors.ts'

/** Returns the error for a workbook that violates its format; `what` completes the sentence "The workbook is damaged: …". */
export function damaged(what: string): UnreadableFileError {
  return new UnreadableFileError(
    `The workbook is damaged: ${what}. Open it in a spreadsheet program, save it again as .xlsx and try once more.`,
  )
}

/** Returns UnreadableFileError in place of any error but one of the operating system, which the file did not cause. */
export function asUnreadable(error: unknown): unknown {
  if (error instanceof UnreadableFileError || isSystemError(error)) return error
  return Object.assign(damaged('it can not be read to the end'), { cause: error })
}

/** Throws like `asUnreadable`, with the message for a zip that can't be opened or listed. */
export function notWhole(error: unknown): never {
  if (error instanceof UnreadableFileError || isSystemError(error)) throw error
  throw damaged('it is not a whole zip file, perhaps it was cut off on its way')
}

/** Returns whether an error is from the operating system. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
