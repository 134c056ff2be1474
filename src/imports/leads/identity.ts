import { companyNameKey } from '../../identity/company-name.ts'
import { countryCode, countryOfLocation } from '../../identity/country.ts'
import { domainKey } from '../../identity/domain.ts'
import { mailboxOf } from '../../identity/email.ts'
import { companyLinkedinKey, isCompanyNumber, profileKeys } from '../../identity/linkedin.ts'
import { bounded } from '../../identity/normalise.ts'
import { inWritingOrder, personNameKey } from '../../identity/person-name.ts'
import { placeKey } from '../../identity/place.ts'
import type { CompanyField, PersonField } from './fields.ts'

/**
 * A person's fields as text, without absent ones; `memberId` comes only from a provider, and `otherEmailKey` from a merge: the
 * normalised form of the person's second e-mail address.
 */
export type PersonFields = { [F in PersonField | 'memberId' | 'otherEmailKey']?: string }
export type CompanyFields = { [F in CompanyField]?: string }

/** The kinds of identity that a person can hold, one bit each. People who hold different values of a kind don't match by a lower tier. */
const kinds = {
  slug: 1,
  member: 2,
  salesNav: 4,
  workEmail: 8,
  companyDomain: 16,
  companySlug: 32,
  companyName: 64,
  privateEmail: 128,
  anyEmail: 256,
  companyNumber: 512,
} as const

const linkedin = kinds.slug | kinds.member | kinds.salesNav
/** The kinds of an e-mail address. */
export const emailKinds = kinds.workEmail | kinds.privateEmail | kinds.anyEmail
/** A work address and a private one don't contradict each other. */
const personal = linkedin | kinds.workEmail | kinds.privateEmail
const companyLinkedin = kinds.companySlug | kinds.companyNumber

/** A step of "same person?": people who share its key match, unless both hold a kind in `vetoes` or live in different countries. */
export interface Tier {
  key: PersonKeyName
  vetoes: number
  reasonCode: string
  isOfCountry?: true
}

/** The tiers in the order in which they are tried. Keys of equal rank (the three of LinkedIn) form one tier: any of them may match. */
export const personTiers: readonly (readonly Tier[])[] = [
  [
    { key: 'slugKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
    { key: 'memberKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
    { key: 'salesNavKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
  ],
  [{ key: 'emailKey', vetoes: linkedin, reasonCode: 'SAME_EMAIL' }],
  [{ key: 'nameDomainKey', vetoes: personal, reasonCode: 'SAME_NAME_AND_COMPANY', isOfCountry: true }],
  [
    {
      key: 'nameLinkedinKey',
      vetoes: personal | kinds.companyDomain,
      reasonCode: 'SAME_NAME_AND_COMPANY',
      isOfCountry: true,
    },
  ],
  [
    {
      key: 'nameCompanyKey',
      vetoes: personal | kinds.companyDomain | companyLinkedin,
      reasonCode: 'SAME_NAME_AND_COMPANY',
      isOfCountry: true,
    },
  ],
  [
    {
      key: 'nameLocationKey',
      vetoes: linkedin | kinds.anyEmail | kinds.companyDomain | companyLinkedin | kinds.companyName,
      reasonCode: 'SAME_NAME_AND_LOCATION',
    },
  ],
]

/** The last step: the only person of the list who has a name, if nothing about the two differs. */
export const nameTier = { key: 'nameKey', reasonCode: 'SAME_NAME' } as const

export const personKeyNames = [
  'slugKey',
  'memberKey',
  'salesNavKey',
  'emailKey',
  'nameDomainKey',
  'nameLinkedinKey',
  'nameCompanyKey',
  'nameLocationKey',
  'nameKey',
] as const
export type PersonKeyName = (typeof personKeyNames)[number]

/** What vetoes a match by a shared key: the kinds held, the country, and the second e-mail address. */
export interface Vetoing {
  held: number
  countryKey: string | undefined
  otherEmailKey: string | undefined
}

/** The keys that show whether two people hold the same value of a kind that vetoes. */
export const agreeingKeyNames = [
  'slugKey',
  'memberKey',
  'salesNavKey',
  'emailKey',
  'nameDomainKey',
  'nameLinkedinKey',
  'nameCompanyKey',
] as const satisfies PersonKeyName[]
export type AgreeingKeys = { [K in (typeof agreeingKeyNames)[number]]?: string | undefined }

/** A person's identity: the normalised keys, what vetoes a match, and the employer's keys. */
export type PersonKeys = { [K in PersonKeyName]: string | undefined } & Vetoing & {
    /** The e-mail address that vetoes; none for the mailbox of a function. */
    address: string | undefined
    company: CompanyKeys
    /** The domain of the employer: its own, or else that of the work e-mail address. */
    employerDomain: string | undefined
  }

/** Computes a person's identity. It depends only on the fields, so a stored row yields the keys that it was stored with. */
export function personKeys(fields: PersonFields): PersonKeys {
  const profile = fields.linkedinUrl === undefined ? {} : profileKeys(fields.linkedinUrl)
  const lead = fields.salesNavUrl === undefined ? {} : profileKeys(fields.salesNavUrl)
  const slugKey = profile.slug ?? lead.slug
  const memberKey = fields.memberId ?? profile.memberId ?? lead.memberId
  const salesNavKey = profile.salesNavId ?? lead.salesNavId
  const mailbox = fields.email === undefined ? null : mailboxOf(fields.email)
  const address = mailbox === null || mailbox.isRole ? undefined : mailbox.address
  const company = keysOfCompany({
    name: fields.companyName,
    domain: fields.companyDomain,
    linkedinUrl: fields.companyLinkedinUrl,
  })
  const employerDomain = company.domainKey ?? mailbox?.employerDomain ?? undefined
  const name = nameKeyOf(fields)
  const location = keyOf(placeKey, locationOf(fields))
  const { otherEmailKey } = fields
  const named = (key: string | undefined) =>
    name === undefined || key === undefined ? undefined : bounded(`${name}|${key}`)
  return {
    slugKey,
    memberKey,
    salesNavKey,
    // A function's mailbox is one person's only together with the name.
    emailKey: mailbox === null ? undefined : (address ?? bounded(`${mailbox.address}|${name ?? ''}`)),
    nameDomainKey: named(employerDomain),
    nameLinkedinKey: named(company.linkedinKey),
    nameCompanyKey: named(company.nameKey),
    nameLocationKey: named(location),
    nameKey: name,
    held:
      (slugKey === undefined ? 0 : kinds.slug) |
      (memberKey === undefined ? 0 : kinds.member) |
      (salesNavKey === undefined ? 0 : kinds.salesNav) |
      (address === undefined ? 0 : emailKindsOf(mailbox?.isPrivate === true)) |
      (otherEmailKey === undefined ? 0 : emailKindsOf(mailboxOf(otherEmailKey)?.isPrivate === true)) |
      (employerDomain === undefined ? 0 : kinds.companyDomain) |
      linkedinKindOf(company.linkedinKey) |
      (company.nameKey === undefined ? 0 : kinds.companyName),
    countryKey: countryOf(fields),
    otherEmailKey,
    address,
    company,
    employerDomain,
  }
}

/** Whether the keys identify a person (by name, e-mail address or LinkedIn profile). */
export function identifiesPerson(keys: PersonKeys): boolean {
  return keys.nameKey !== undefined || keys.emailKey !== undefined || (keys.held & linkedin) !== 0
}

/** What restricts the search for an incoming person by a key: the kinds that must not differ, the country and the e-mail address. */
export interface Search {
  vetoes: number
  countryKey: string | undefined
  address: string | undefined
  /** The keys of the incoming person, if they can agree with those of one whom no higher tier has matched. */
  like?: AgreeingKeys | undefined
}

/**
 * Returns how a person is searched in a tier. If all tiers are tried, people who hold the same kind and reach a lower tier hold
 * different values of it; otherwise (`comparesKeys`) the values are compared.
 */
export function searchIn({ vetoes, isOfCountry }: Tier, keys: PersonKeys, comparesKeys = false): Search {
  const held = keys.held & vetoes
  return {
    vetoes: held,
    countryKey: isOfCountry ? keys.countryKey : undefined,
    address: (held & emailKinds) === 0 ? undefined : keys.address,
    like: comparesKeys ? keys : undefined,
  }
}

/** Whether someone who shares the key is another person than the one searched for. The second of two addresses agrees like the first. */
export function isVetoed(candidate: Vetoing & AgreeingKeys, { vetoes, countryKey, address, like }: Search): boolean {
  if (differ(candidate.countryKey, countryKey)) return true
  const isOtherEmail = address !== undefined && candidate.otherEmailKey === address
  const differing = candidate.held & (isOtherEmail ? vetoes & ~emailKinds : vetoes)
  return differing !== 0 && (like === undefined || (differing & ~agreeingKinds(candidate, like)) !== 0)
}

function agreeingKinds(a: AgreeingKeys, b: AgreeingKeys): number {
  const agree = (name: keyof AgreeingKeys) => a[name] !== undefined && a[name] === b[name]
  return (
    (agree('slugKey') || agree('memberKey') || agree('salesNavKey') ? linkedin : 0) |
    (agree('emailKey') ? emailKinds : 0) |
    (agree('nameDomainKey') ? kinds.companyDomain : 0) |
    (agree('nameLinkedinKey') ? companyLinkedin : 0) |
    (agree('nameCompanyKey') ? kinds.companyName : 0)
  )
}

/** Whether one of two e-mail addresses is for work and the other private. */
export function areWorkAndPrivate(a: PersonKeys, b: PersonKeys): boolean {
  const both = (a.held | b.held) & emailKinds
  return (
    a.address !== undefined &&
    b.address !== undefined &&
    both === emailKinds &&
    (a.held & b.held & emailKinds) === kinds.anyEmail
  )
}

function emailKindsOf(isPrivate: boolean): number {
  return kinds.anyEmail | (isPrivate ? kinds.privateEmail : kinds.workEmail)
}

function linkedinKindOf(key: string | undefined): number {
  if (key === undefined) return 0
  return isCompanyNumber(key) ? kinds.companyNumber : kinds.companySlug
}

/** A company's identity, and its city, which rules out a match by name. */
export interface CompanyKeys {
  domainKey: string | undefined
  linkedinKey: string | undefined
  nameKey: string | undefined
  cityKey: string | undefined
}

export const companyKeyNames = ['domainKey', 'linkedinKey', 'nameKey'] as const
export type CompanyKeyName = (typeof companyKeyNames)[number]

/** Computes a company's identity from its fields; the domain takes precedence over the website. */
export function companyKeys(fields: CompanyFields): CompanyKeys {
  return keysOfCompany(fields)
}

function keysOfCompany({
  name,
  domain,
  website,
  linkedinUrl,
  city,
}: { [F in keyof CompanyFields]: CompanyFields[F] | undefined }): CompanyKeys {
  const siteKey = (text: string) => domainKey(text, name)
  return {
    domainKey: keyOf(siteKey, domain) ?? keyOf(siteKey, website),
    linkedinKey: keyOf(companyLinkedinKey, linkedinUrl),
    nameKey: keyOf(companyNameKey, name),
    cityKey: keyOf(placeKey, city),
  }
}

/** A step of "same company?": companies that share its key match, unless they hold different values of a key in `vetoes`. */
export interface CompanyTier {
  key: CompanyKeyName
  vetoes: readonly (keyof CompanyKeys)[]
  reasonCode: string
}

/** The tiers in the order in which they are tried. */
export const companyTiers: readonly CompanyTier[] = [
  { key: 'domainKey', vetoes: [], reasonCode: 'SAME_DOMAIN' },
  { key: 'linkedinKey', vetoes: ['domainKey'], reasonCode: 'SAME_LINKEDIN' },
  { key: 'nameKey', vetoes: ['domainKey', 'linkedinKey', 'cityKey'], reasonCode: 'SAME_NAME' },
]

/**
 * Whether a company that shares the key of a tier with a row is the one that the row names. By its name alone, a company that
 * has a domain matches only a row with the same, or one without if it is the only company of that name in its list.
 */
export function isSameCompany(
  { key, vetoes }: CompanyTier,
  company: CompanyKeys,
  row: CompanyKeys,
  isOnlyOfName: boolean,
): boolean {
  if (vetoes.some((veto) => contradict(veto, company[veto], row[veto]))) return false
  if (key !== 'nameKey' || company.domainKey === undefined || company.domainKey === row.domainKey) return true
  return row.domainKey === undefined && isOnlyOfName
}

/** Whether two values of a key are of different companies; LinkedIn's number of a page and the name in its address are not. */
export function contradict(key: keyof CompanyKeys, a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return false
  return key !== 'linkedinKey' || isCompanyNumber(a) === isCompanyNumber(b)
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

/** Whether the keys identify a company. */
export function identifiesCompany(keys: CompanyKeys): boolean {
  return keys.domainKey !== undefined || keys.linkedinKey !== undefined || keys.nameKey !== undefined
}

/** Whether two companies differ: the first kind of key that both hold decides. */
export function isOtherCompany(a: CompanyKeys, b: CompanyKeys): boolean {
  for (const name of companyKeyNames) {
    if (a[name] !== undefined && b[name] !== undefined) return contradict(name, a[name], b[name])
  }
  return false
}

/** If the full name and its parts disagree, the parts are more reliable about the order of the names. */
function nameKeyOf(fields: PersonFields): string | undefined {
  const { firstName, lastName, fullName } = fields
  const parts =
    firstName !== undefined && lastName !== undefined ? inWritingOrder(firstName, lastName) : (firstName ?? lastName)
  const partsKey = parts === undefined ? undefined : (personNameKey(parts, false) ?? undefined)
  if (fullName === undefined) return partsKey
  const whole = personNameKey(fullName, true) ?? undefined
  if (firstName === undefined || lastName === undefined || partsKey === undefined) return whole
  const words = whole?.split(' ') ?? []
  const isLonger =
    partsKey.split(' ').length < words.length && partsKey.split(' ').every((word) => words.includes(word))
  return isLonger ? whole : partsKey
}

function countryOf({ country, location }: PersonFields): string | undefined {
  if (country !== undefined) return countryCode(country)
  return location === undefined ? undefined : countryOfLocation(location)
}

function keyOf(normalise: (text: string) => string | null, text: string | undefined): string | undefined {
  return text === undefined ? undefined : (normalise(text) ?? undefined)
}

function locationOf(fields: PersonFields): string | undefined {
  return fields.location ?? joined(', ', fields.city, fields.state, fields.country)
}

function joined(separator: string, ...parts: (string | undefined)[]): string | undefined {
  const present = parts.filter((part) => part !== undefined)
  return present.length === 0 ? undefined : present.join(separator)
}
