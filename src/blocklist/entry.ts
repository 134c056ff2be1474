import { companyNameKey } from '../identity/company-name.ts'
import { domainKey } from '../identity/domain.ts'
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

/** Returns `input` with its keys, or a message that says why it is rejected. */
export function toEntry(input: EntryInput): Entry | string {
  const [domain, name, reason] = [clean(input.domain), clean(input.name), clean(input.reason)]
  for (const [field, text] of Object.entries({ domain, name, reason })) {
    if (text !== null && text.length > maxTextLength) {
      return `\`${field}\` is too long: use at most ${maxTextLength} characters.`
    }
  }
  const keys = keysOf(domain, name)
  if (keys.domainKey === null && keys.nameKey === null) {
    return domain === null && name === null
      ? 'Give a domain or a name.'
      : 'Neither the domain nor the name identifies a company. Domains of mail providers, social networks and link shorteners can’t be blocked.'
  }
  return { domain: keys.domainKey === null ? null : domain, name, reason, ...keys }
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
