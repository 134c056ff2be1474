import { UnreadableFileError } from '../errors.ts'

/** The refusal of a workbook that breaks the rules of its format; `what` says how, as the end of a sentence. */
export function damaged(what: string): UnreadableFileError {
  return new UnreadableFileError(
    `The workbook is damaged: ${what}. Open it in a spreadsheet program, save it again as .xlsx and try once more.`,
  )
}

/** Any error as one that blames the file, except for those of the operating system, which are not the file's fault. */
export function asUnreadable(error: unknown): unknown {
  if (error instanceof UnreadableFileError || isSystemError(error)) return error
  return Object.assign(damaged('it can not be read to the end'), { cause: error })
}

/** Throws what `asUnreadable` would, in the words for a zip that can not be opened or listed. */
export function notWhole(error: unknown): never {
  if (error instanceof UnreadableFileError || isSystemError(error)) throw error
  throw damaged('it is not a whole zip file, perhaps it was cut off on its way')
}

/** Whether an error is one of the operating system. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
