/** A sheet of a workbook, in the order of its tabs. */
export interface Sheet {
  name: string
  isHidden: boolean
}

/** A row of a sheet that holds anything. */
export interface SheetRow {
  /** As the spreadsheet program numbers it, from 1. */
  number: number
  /** From column A on, each the text that a person sees; '' for an empty one, none after the last that holds anything. */
  cells: string[]
}

/**
 * An open workbook: its sheets, and the rows of one at a time. Whatever the file is at fault for throws UnreadableFileError;
 * reading it again gives the same.
 */
export interface WorkbookReader {
  readonly sheets: Sheet[]
  /** The rows of a sheet in their order, some hundred at a time, never the whole sheet. */
  rows(sheet: string): AsyncIterable<SheetRow[]>
  /** What was odd, in words for a person; complete after the rows. */
  warnings(): string[]
  close(): Promise<void>
}
