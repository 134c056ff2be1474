import { type NumberText, numberText } from '../number-text.ts'
import type { Element } from './small-xml.ts'

/** Formats that files refer to by number only; for locale-dependent ones, a format that shows the same parts. */
const builtIn: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '"$"#,##0',
  6: '"$"#,##0',
  7: '"$"#,##0.00',
  8: '"$"#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  41: '#,##0',
  42: '"$"#,##0',
  43: '#,##0.00',
  44: '"$"#,##0.00',
  46: '[h]:mm:ss',
  48: '##0.0E+0',
  59: '0',
  60: '0.00',
  61: '#,##0',
  62: '#,##0.00',
  67: '0%',
  68: '0.00%',
  69: '# ?/?',
  70: '# ??/??',
  79: '[h]:mm:ss',
}
const builtInDates = [
  14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58, 71, 72, 73, 74, 81,
]
const builtInTimes = [18, 19, 20, 21, 32, 33, 45, 47, 75, 76, 78, 80]
const builtInMoments = [22, 77]

/** Number formats of cells, by the number of their style. */
export class Styles {
  readonly #is1904: boolean
  readonly #formatIds: number[]
  readonly #codes: Map<number, string>
  readonly #texts = new Map<number, NumberText>()

  /** Creates the styles from the elements of the styles part. */
  constructor(elements: readonly Element[], is1904: boolean) {
    const number = (element: Element) => Number(element.attributes.get('numFmtId') ?? 0)
    this.#is1904 = is1904
    this.#formatIds = elements.filter(({ name, parent }) => name === 'xf' && parent === 'cellXfs').map(number)
    this.#codes = new Map(
      elements
        .filter(({ name, parent }) => name === 'numFmt' && parent === 'numFmts')
        .map((element) => [number(element), element.attributes.get('formatCode') ?? '']),
    )
  }

  /** Returns the format code of a style; '' if it has none or does not exist. */
  code(style: number): string {
    const id = this.#formatIds[style] ?? 0
    return this.#codes.get(id) ?? codeOf(id)
  }

  text(style: number): NumberText {
    const id = this.#formatIds[style] ?? 0
    const known = this.#texts.get(id)
    if (known) return known
    const text = numberText(this.code(style), this.#is1904)
    this.#texts.set(id, text)
    return text
  }
}

function codeOf(id: number): string {
  if (builtInDates.includes(id)) return 'yyyy-mm-dd'
  if (builtInTimes.includes(id)) return 'hh:mm:ss'
  if (builtInMoments.includes(id)) return 'yyyy-mm-dd hh:mm:ss'
  return builtIn[id] ?? ''
}
