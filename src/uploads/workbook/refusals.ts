import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'

// A library holds it several times over.
const maxBytes = 25_000_000

/** Returns the error for a password-protected workbook. */
export function protectedByPassword(): UnreadableFileError {
  return new UnreadableFileError('The workbook is protected by a password. Save it without a password.')
}

/** Throws UnreadableFileError when a workbook of a format that is held in memory is too large. */
export function refuseTooLarge(byteSize: number): void {
  if (byteSize <= maxBytes) return
  throw new UnreadableFileError(
    `Workbooks of this format can have up to ${maxBytes / 1_000_000} MB. Save it as .xlsx or CSV.`,
  )
}

/** Returns the error for a workbook that exceeds the limits of time or memory. */
export function tooCostly(): UnreadableFileError {
  return new UnreadableFileError('The workbook takes too much time or memory to read. Save the sheet as CSV.')
}

/** Returns the error for a sheet that the workbook does not have. */
export function unknownSheet(sheet: string, sheets: readonly string[]): InvalidInputError {
  const names = sheets.map((name) => `"${name}"`).join(', ')
  return new InvalidInputError('sheet', `The workbook has no sheet "${sheet}". Its sheets are ${names}.`)
}

/** Returns the error for a sheet of a file that is not a workbook. */
export function noWorkbook(): InvalidInputError {
  return new InvalidInputError('sheet', 'This file is not a workbook, so it has no sheets. Omit `sheet`.')
}
