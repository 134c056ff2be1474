import type { HeaderName } from './header.ts'
import type { Match } from './match.ts'
import type { Values } from './values.ts'

/** A column with its name and values analyzed. */
export interface Column {
  name: string
  index: number
  header: HeaderName
  matches: readonly Match[]
  values: Values
  /** Whether it is about somebody other than the lead: a second contact, a buyer, our own staff. */
  isOfOthers: boolean
}
