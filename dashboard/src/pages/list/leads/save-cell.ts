import type { Client } from 'urql'
import type { LeadColumn } from './lead-column.ts'
import type { Lead, LeadFilter, LeadKind, Saved } from './lead-kind.ts'

/** Gives a column of a row a text as its value, or empties it. */
export async function saveCell<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  kind: LeadKind<Item, Filter, Order, Change>,
  client: Client,
  { label, fields: [field], change }: LeadColumn<Item, Filter, Order, Change>,
  item: Item,
  text: string,
): Promise<Saved<Item>> {
  if (field === undefined || !change) throw new Error(`${label} can't be edited.`)
  const saved = await kind.save(client, item, text === '' ? { clear: [field] } : { set: change(text) })
  // Messages for programs name fields of the API.
  const isForPrograms = 'message' in saved && saved.duplicateId === undefined && saved.message.includes('`')
  return isForPrograms ? { message: `“${text}” is no value for ${label}. Correct it, or leave the cell empty.` } : saved
}
