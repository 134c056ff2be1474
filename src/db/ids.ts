const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Returns `text` as a UUID in lower case, or null if it is malformed: treat that like an ID that does not exist. */
export function parseUuid(text: string): string | null {
  return uuidForm.test(text) ? text.toLowerCase() : null
}
