const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const maxBigInt = 9_223_372_036_854_775_807n

/** `text` as a uuid that Postgres takes, or null: a malformed id is treated like one that does not exist. */
export function parseUuid(text: string): string | null {
  return uuidForm.test(text) ? text.toLowerCase() : null
}

/** `text` as a positive bigint that Postgres takes, or null. */
export function parseBigIntId(text: string): bigint | null {
  if (!/^[1-9][0-9]{0,18}$/.test(text)) {
    return null
  }
  const id = BigInt(text)
  return id <= maxBigInt ? id : null
}
