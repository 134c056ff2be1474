/** A sheet of a workbook, in tab order. */
export interface Sheet {
  name: string
  isHidden: boolean
}

/** A row of a sheet that is not empty. */
export interface SheetRow {
  /** Row number of the spreadsheet program, from 1. */
  number: number
  /** Displayed texts from column A to the last cell that is not empty; '' for an empty cell. */
  cells: string[]
  /** Addresses that the cells link to, by column; '' for none. */
  links?: string[]
}

/**
 * An open workbook: its sheets, and the rows of one at a time. Throws UnreadableFileError for any problem with the file;
 * reading it again has the same result.
 */
export interface WorkbookReader {
  readonly sheets: Sheet[]
  /** Yields the rows of a sheet in order, some hundred at a time. */
  rows(sheet: string): AsyncIterable<SheetRow[]>
  /** Returns warnings to show to the user; complete after all rows were read. */
  warnings(): string[]
  close(): Promise<void>
}
