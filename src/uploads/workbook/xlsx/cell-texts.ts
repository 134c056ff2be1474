import { damaged } from '../damaged.ts'
import { isoText } from '../date-text.ts'
import type { CellType } from './cell-scanner.ts'
import type { Styles } from './styles.ts'
import type { TextStore } from './text-store.ts'
import { type RawText, textOf } from './xml-text.ts'

/** Displayed texts of the cells of a workbook. */
export class CellTexts {
  readonly #styles: Styles
  readonly #strings: TextStore

  constructor(styles: Styles, strings: TextStore) {
    this.#styles = styles
    this.#strings = strings
  }

  /** Returns the text of a cell with a value. Throws UnreadableFileError when it refers to a shared text that does not exist. */
  of(type: CellType, style: number, value: RawText): string {
    switch (type) {
      case 'number':
        return this.#styles.text(style)(value.raw)
      case 'string':
        return this.shared(Number(value.raw))
      case 'boolean':
        return /^\s*(1|true)\s*$/i.test(value.raw) ? 'TRUE' : 'FALSE'
      case 'date':
        return isoText(value.raw.trim(), this.#styles.code(style))
      case 'text':
        return textOf(value)
    }
  }

  /** Returns a shared text by its number. */
  shared(number: number): string {
    const text = this.#strings.get(number)
    if (text === null) throw damaged('a cell refers to a text that does not exist')
    return text
  }
}
