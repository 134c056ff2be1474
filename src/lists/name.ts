import { InvalidInputError } from '../errors.ts'
import { withoutInvisible } from '../invisible.ts'

const maxNameLength = 200

/**
 * Returns `text` as the name of a list, trimmed, or `ifBlank` if nothing is left of it. Throws InvalidInputError for `field`, the
 * input that holds it, if it is blank without such a default, or too long.
 */
export function listName(
  text: string | null | undefined,
  { field = 'name', ifBlank = '' }: { field?: string; ifBlank?: string } = {},
): string {
  const name = withoutInvisible(text ?? '') || ifBlank
  if (name === '') {
    throw new InvalidInputError(field, 'A list needs a name.')
  }
  if (name.length > maxNameLength) {
    throw new InvalidInputError(field, `The name of the list is too long: use at most ${maxNameLength} characters.`)
  }
  return name
}
