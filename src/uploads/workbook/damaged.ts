import { UnreadableFileError } from '../errors.ts'

/** The refusal of a workbook that breaks the rules of its format; `what` says how, as the end of a sentence. */
export function damaged(what: string): UnreadableFileError {
  return new UnreadableFileError(
    `The workbook is damaged: ${what}. Open it in a spreadsheet program, save it again as .xlsx and try once more.`,
  )
}

/** Any error as one that blames the file, except for those of the operating system, which are not the file's fault. */
export function asUnreadable(error: unknown): unknown {
  if (error instanceof UnreadableFileError) return error
  if (error instanceof Error && 'syscall' in error) return error
  return Object.assign(damaged('it can not be read to the end'), { cause: error })
}
