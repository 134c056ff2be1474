const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `text` as a uuid that Postgres takes, or null: a malformed id is treated like one that does not exist. */
export function parseUuid(text: string): string | null {
  return uuidForm.test(text) ? text.toLowerCase() : null
}
