const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Returns `text` as a UUID in lower case, or null if it is malformed: treat that like an id that does not exist. */
export function parseUuid(text: string): string | null {
  return uuidForm.test(text) ? text.toLowerCase() : null
}

/** Ids of one GraphQL type whose rows are numbered in Postgres. */
export interface NumberedIds {
  /** What precedes the number. */
  readonly prefix: string
  /** Returns the id of the row with this number. */
  encode(number: number | bigint): string
  /** Returns the number in an id, or null if it is malformed or of another type: treat that like an id that does not exist. */
  decode(id: string): bigint | null
}

const maxNumber = 2n ** 63n - 1n

/** The prefix makes ids unique across types; UUIDs need none. */
function numberedIds(prefix: string): NumberedIds {
  const form = new RegExp(`^${prefix}_([1-9][0-9]{0,18})$`)
  return {
    prefix: `${prefix}_`,
    encode: (number) => `${prefix}_${number}`,
    decode: (id) => {
      const [, digits] = form.exec(id) ?? []
      const number = digits === undefined ? null : BigInt(digits)
      return number !== null && number <= maxNumber ? number : null
    },
  }
}

/** Ids of `ListRow`. */
export const rowIds = numberedIds('row')
/** Ids of `CompanyRow`. */
export const companyIds = numberedIds('co')
/** Ids of `CreditEntry`. */
export const creditEntryIds = numberedIds('ce')
/** Ids of `ApiToken`. */
export const tokenIds = numberedIds('tok')
/** Ids of `WebhookDelivery`. */
export const deliveryIds = numberedIds('whd')
/** Ids of `Viewer`. */
export const userIds = numberedIds('usr')
