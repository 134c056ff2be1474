import { InvalidInputError } from '../errors.ts'

const maxName = 200

/** `text` as the name of a list, trimmed; throws InvalidInputError on the `field` of the input that holds it where it is blank or too long. */
export function listName(text: string, field = 'name'): string {
  const name = text.replaceAll('\0', '').trim()
  if (name === '') {
    throw new InvalidInputError(field, 'A list needs a name.')
  }
  if (name.length > maxName) {
    throw new InvalidInputError(field, `The name of a list holds ${maxName} characters at most.`)
  }
  return name
}
