/** Returns the filter for a search; null for all items, which costs the server less than a blank search. */
export function filterOf(search: string): { search: string } | null {
  return search === '' ? null : { search }
}
