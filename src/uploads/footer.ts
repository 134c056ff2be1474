import type { SourceRecord } from './csv/record.ts'

/** A footer has no longer texts, and no more rows. */
const maxText = 500
const maxHeld = 40
/** If a larger share of the rows has a single cell, such rows at the end are not notes. */
const maxNarrowShare = 0.1

const total =
  /^(?:(?:grand|sub)[ -]?)?(?:totals?|total (?:records?|rows?|leads?|contacts?|count|général|general|geral)|totale|totaal|sum|count|anzahl|aantal|antal|antall|количество|кількість|liczba|počet|total de \p{L}+|nombre total|average|avg|mean|median|durchschnitt|moyenne|promedio|summe|gesamt|gesamtsumme|insgesamt|suma|razem|celkem|toplam|итого|всего|合計|总计|總計|합계|(?:record|row) count|number of (?:records|rows|leads|contacts)|(?:records?|rows?|results?) (?:returned|found|exported|selected))(?:\s*[:=(]?\s*\d[\d.,]*(?:\s[\p{L} ]{1,30})?\)?|\s*[:=]|\s\(\d+\s[\p{L} ]{1,30}\))?$/iu
/** A longer text is no label of a total. */
const maxLabel = 60
const countWord = /^(?:count|sum|total|records?|rows?|avg|average)$/i
const figure = /^[\d\s.,:%€$£¥()+-]+$/
const note =
  /^©|\b(?:copyright|confidential|all rights reserved|generated (?:by|on|at)|exported (?:by|on|at|from)|export(?:ed)? date|created (?:by|on)|printed (?:by|on)|report (?:generated|date|by)|date of report|powered by|do not distribute|page \d+ of \d+|end of (?:report|file|list|export|data|document)|disclaimer|as of \d|\d+ (?:records?|rows?|results?|leads|contacts)\b|erstellt (?:am|von)|exportiert am|stand:|quelle:|source:|fuente:|fonte:|généré le|exporté le|generado el|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados)/i
/** Cells that identify a lead. */
const lead = /@|^https?:|^www\.|linkedin\.com|^[+(0][\d\s()./-]{7,}$/i

/** Holds back records that may be notes below a table, until a row shows that the table continues. */
export class Footer {
  /** Number of records that were skipped; final after `end`. */
  leftOut = 0
  #held: SourceRecord[] = []
  #isAfterBlank = false
  #rows = 0
  #narrowRows = 0

  /** Must be called for a blank line. */
  followBlank(): void {
    this.#isAfterBlank = true
  }

  /** Holds the record back if it may be a note, and returns whether it does; otherwise it is a row, after those that `release` returns. */
  takes(record: SourceRecord, columns: number): boolean {
    const isNarrow = record.cells.length === 1
    const isCandidate = isNarrow || this.#isAfterBlank || this.#held.length > 0
    const mayBeHeld = columns > 1 && this.#held.length < maxHeld
    const isHeld = mayBeHeld && ((isCandidate && this.#mayBeNote(record, columns)) || isTotalRow(record, columns))
    this.#isAfterBlank = false
    if (isHeld) this.#held.push(record)
    else {
      this.#rows++
      if (isNarrow && !record.broken) this.#narrowRows++
    }
    return isHeld
  }

  /** Returns the records that were held back, which are rows. */
  release(): SourceRecord[] {
    if (this.#held.length === 0) return none
    const held = this.#held
    this.#held = []
    this.#rows += held.length
    this.#narrowRows += held.filter(({ cells }) => cells.length === 1).length
    return held
  }

  /** Returns the last row and the records after it, without a total and notes. */
  end(last: SourceRecord | null, columns: number): SourceRecord[] {
    const held = this.#held
    const isSparse = this.#narrowRows > this.#rows * maxNarrowShare
    const isText = held.length > 1 || held.some(isSentence)
    const isNotes = !isSparse && isText && held.every(({ cells }) => cells.length === 1)
    const from = isNotes ? 0 : held.findIndex(isNote)
    const rows = from === -1 ? held : held.slice(0, from)
    const isTotal = rows.length === 0 && last !== null && isTotalRow(last, columns)
    this.leftOut = held.length - rows.length + (isTotal ? 1 : 0)
    return last === null || isTotal ? rows : [last, ...rows]
  }

  #mayBeNote(record: SourceRecord, columns: number): boolean {
    const texts = filledOf(record)
    if (record.broken || texts.some((text) => text.length > maxText || lead.test(text))) return false
    const isLabelled = texts.length === 2 && columns > 3 && (texts[0]?.endsWith(':') === true || isNote(record))
    if (texts.length !== 1 && !isLabelled) return false
    return this.#isAfterBlank || this.#held.length > 0 || isNote(record)
  }
}

const none: SourceRecord[] = []

/** Two words may be a name. */
function isSentence({ cells }: SourceRecord): boolean {
  return (cells[0] ?? '').trim().split(/\s+/).length > 2
}

function isNote(record: SourceRecord): boolean {
  const [text = ''] = filledOf(record)
  return note.test(text) || total.test(text)
}

/** Returns whether a row has a label such as "Total", and nothing else but figures. */
function isTotalRow(record: SourceRecord, columns: number): boolean {
  const first = record.cells.find((cell) => cell !== '')?.trim() ?? ''
  if (record.broken || first.length > maxLabel || !total.test(first)) return false
  const [label = '', ...others] = filledOf(record)
  const hasFigure = /\d/.test(label) || columns > 1
  return hasFigure && others.every((text) => figure.test(text) || countWord.test(text))
}

function filledOf({ cells }: SourceRecord): string[] {
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
}
