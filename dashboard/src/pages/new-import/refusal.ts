/** The field that a refusal names; null where it names none. In GraphQL that of a mapping has to bear another name, since it may be null. */
export function fieldOf(refusal: object): string | null {
  if ('field' in refusal && typeof refusal.field === 'string') return refusal.field
  return 'mapped' in refusal && typeof refusal.mapped === 'string' ? refusal.mapped : null
}
