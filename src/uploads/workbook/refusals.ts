import { InvalidInputError } from '../../errors.ts'
import { UnreadableFileError } from '../errors.ts'

// A library holds it several times over.
const largestHeldWhole = 25_000_000

/** The refusal of a workbook that nobody reads without its password. */
export function protectedByPassword(): UnreadableFileError {
  return new UnreadableFileError('The workbook is protected by a password. Save it without one.')
}

/** Throws UnreadableFileError for a workbook of a format that is read whole where it is larger than memory allows. */
export function refuseTooLarge(byteSize: number): void {
  if (byteSize <= largestHeldWhole) return
  throw new UnreadableFileError(
    `Workbooks of this format are taken up to ${largestHeldWhole / 1_000_000} MB. Save it as .xlsx or CSV.`,
  )
}

/** The refusal of a workbook that does not come to an end within the time or memory that one may take. */
export function tooCostly(): UnreadableFileError {
  return new UnreadableFileError('The workbook takes too much time or memory to read. Save the sheet as CSV.')
}

/** The refusal of a sheet that the workbook does not have. */
export function unknownSheet(sheet: string, sheets: readonly string[]): InvalidInputError {
  const names = sheets.map((name) => `"${name}"`).join(', ')
  return new InvalidInputError('sheet', `The workbook has no sheet "${sheet}". Its sheets are ${names}.`)
}

/** The refusal of a sheet of a file that has none. */
export function noWorkbook(): InvalidInputError {
  return new InvalidInputError('sheet', 'Only a workbook has sheets, and this file is none.')
}
