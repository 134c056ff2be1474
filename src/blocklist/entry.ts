import { companyNameKey } from '../identity/company-name.ts'
import { domainKey, isSharedHost } from '../identity/domain.ts'
import { withoutInvisible } from '../invisible.ts'

const maxTextLength = 500

/** A company to block, as a caller names it. */
export interface EntryInput {
  domain?: string | null | undefined
  name?: string | null | undefined
  reason?: string | null | undefined
}

/** A company to block, identified by `domainKey`, or by `nameKey` if that is null. */
export interface Entry {
  domain: string | null
  name: string | null
  reason: string | null
  domainKey: string | null
  nameKey: string | null
}

/** Why an entry is rejected. */
export interface EntryRejection {
  code: 'NOTHING_GIVEN' | 'NOT_ONE_SOURCE' | 'ROW_NOT_FOUND' | 'TOO_LONG' | 'SHARED_HOST' | 'NOT_A_COMPANY'
  message: string
}

/** Whether an entry was rejected. */
export function isRejected<Accepted extends object>(entry: Accepted | EntryRejection): entry is EntryRejection {
  return 'code' in entry
}

/** Returns `input` with its keys, or why it is rejected. */
export function toEntry(input: EntryInput): Entry | EntryRejection {
  const [domain, name, reason] = [clean(input.domain), clean(input.name), clean(input.reason)]
  for (const [field, text] of Object.entries({ domain, name, reason })) {
    if (text !== null && text.length > maxTextLength) {
      return { code: 'TOO_LONG', message: `\`${field}\` is too long: use at most ${maxTextLength} characters.` }
    }
  }
  const keys = keysOf(domain, name)
  if (domain !== null && keys.domainKey === null && isSharedHost(domain)) return sharedHost
  if (keys.domainKey === null && keys.nameKey === null) {
    return domain === null && name === null
      ? { code: 'NOTHING_GIVEN', message: 'Give a domain or a name.' }
      : { code: 'NOT_A_COMPANY', message: 'Neither the domain nor the name identifies a company.' }
  }
  return { domain: keys.domainKey === null ? null : domain, name, reason, ...keys }
}

const sharedHost: EntryRejection = {
  code: 'SHARED_HOST',
  message:
    'This domain is shared by many: domains of mail providers, social networks and link shorteners can’t be blocked. Give the company’s own domain, or only its name.',
}

/** Returns the keys of an entry. */
export function keysOf(domain: string | null, name: string | null): Pick<Entry, 'domainKey' | 'nameKey'> {
  return {
    domainKey: domain === null ? null : domainKey(domain, name ?? undefined),
    nameKey: name === null ? null : companyNameKey(name),
  }
}

/** Returns the key that identifies an entry among those of one owner. */
export function entryKey({ domainKey, nameKey }: Pick<Entry, 'domainKey' | 'nameKey'>): string {
  return domainKey === null ? `name ${nameKey}` : `domain ${domainKey}`
}

function clean(text: string | null | undefined): string | null {
  return withoutInvisible(text ?? '') || null
}
