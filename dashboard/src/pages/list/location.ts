/** Returns the location of a row on one line; null if none is known. */
export function locationOf(row: {
  location: string | null
  city: string | null
  state: string | null
  country: string | null
}): string | null {
  return row.location ?? ([row.city, row.state, row.country].filter((part) => part !== null).join(', ') || null)
}
