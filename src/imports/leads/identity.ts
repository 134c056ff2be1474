import { companyLinkedinKey, profileKeys } from '../../identity/linkedin.ts'
import { bounded, companyNameKey, domainKey, emailKey, fold } from '../../identity/normalise.ts'
import type { CompanyField, PersonField } from './fields.ts'

/** A person's fields as text, without absent ones; `memberId` comes only from a provider. */
export type PersonFields = { [F in PersonField | 'memberId']?: string }
export type CompanyFields = { [F in CompanyField]?: string }

/** The kinds of identity that a person can hold, one bit each. People who hold different values of a kind don't match by a lower tier. */
const kinds = {
  slug: 1,
  member: 2,
  salesNav: 4,
  email: 8,
  companyDomain: 16,
  companyLinkedin: 32,
  companyName: 64,
} as const

const linkedin = kinds.slug | kinds.member | kinds.salesNav
const personal = linkedin | kinds.email

/** A step of "same person?": people who share its key match, unless both hold a kind in `vetoes`. */
export interface Tier {
  key: PersonKeyName
  vetoes: number
  reasonCode: string
}

/** The tiers in the order in which they are tried. Keys of equal rank (the three of LinkedIn) form one tier: any of them may match. */
export const personTiers: readonly (readonly Tier[])[] = [
  [
    { key: 'slugKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
    { key: 'memberKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
    { key: 'salesNavKey', vetoes: 0, reasonCode: 'SAME_LINKEDIN' },
  ],
  [{ key: 'emailKey', vetoes: linkedin, reasonCode: 'SAME_EMAIL' }],
  [{ key: 'nameDomainKey', vetoes: personal, reasonCode: 'SAME_NAME_AND_COMPANY' }],
  [{ key: 'nameLinkedinKey', vetoes: personal | kinds.companyDomain, reasonCode: 'SAME_NAME_AND_COMPANY' }],
  [
    {
      key: 'nameCompanyKey',
      vetoes: personal | kinds.companyDomain | kinds.companyLinkedin,
      reasonCode: 'SAME_NAME_AND_COMPANY',
    },
  ],
  [{ key: 'nameLocationKey', vetoes: 127, reasonCode: 'SAME_NAME_AND_LOCATION' }],
  [{ key: 'nameKey', vetoes: 0, reasonCode: 'SAME_NAME' }],
]

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

/** A person's identity: the normalised keys, the kinds that the person holds (`held`), and the employer's keys. */
export type PersonKeys = { [K in PersonKeyName]: string | undefined } & { held: number; company: CompanyKeys }

/** Computes a person's identity. It depends only on the fields, so a stored row yields the keys that it was stored with. */
export function personKeys(fields: PersonFields): PersonKeys {
  const profile = fields.linkedinUrl === undefined ? {} : profileKeys(fields.linkedinUrl)
  const lead = fields.salesNavUrl === undefined ? {} : profileKeys(fields.salesNavUrl)
  const slugKey = profile.slug ?? lead.slug
  const memberKey = fields.memberId ?? profile.memberId ?? lead.memberId
  const salesNavKey = profile.salesNavId ?? lead.salesNavId
  const emailAddress = keyOf(emailKey, fields.email)
  const company = keysOfCompany(fields.companyDomain, undefined, fields.companyLinkedinUrl, fields.companyName)
  const name = keyOf(fold, fullNameOf(fields))
  const location = keyOf(fold, locationOf(fields))
  const named = (key: string | undefined) =>
    name === undefined || key === undefined ? undefined : bounded(`${name}|${key}`)
  return {
    slugKey,
    memberKey,
    salesNavKey,
    emailKey: emailAddress,
    nameDomainKey: named(company.domainKey),
    nameLinkedinKey: named(company.linkedinKey),
    nameCompanyKey: named(company.nameKey),
    nameLocationKey: named(location),
    nameKey: name,
    held:
      (slugKey === undefined ? 0 : kinds.slug) |
      (memberKey === undefined ? 0 : kinds.member) |
      (salesNavKey === undefined ? 0 : kinds.salesNav) |
      (emailAddress === undefined ? 0 : kinds.email) |
      (company.domainKey === undefined ? 0 : kinds.companyDomain) |
      (company.linkedinKey === undefined ? 0 : kinds.companyLinkedin) |
      (company.nameKey === undefined ? 0 : kinds.companyName),
    company,
  }
}

/** Whether the keys identify a person (by name, e-mail address or LinkedIn profile). */
export function identifiesPerson(keys: PersonKeys): boolean {
  return keys.nameKey !== undefined || (keys.held & personal) !== 0
}

/** Whether an incoming person is searched by a key. The name alone is used only if there is nothing else. */
export function searchesBy(keys: PersonKeys, name: PersonKeyName): boolean {
  return name !== 'nameKey' || (keys.held === 0 && keys.nameLocationKey === undefined)
}

/** A company's identity. */
export interface CompanyKeys {
  domainKey: string | undefined
  linkedinKey: string | undefined
  nameKey: string | undefined
}

export const companyKeyNames = ['domainKey', 'linkedinKey', 'nameKey'] as const

/** Computes a company's identity from its fields; the domain takes precedence over the website. */
export function companyKeys(fields: CompanyFields): CompanyKeys {
  return keysOfCompany(fields.domain, fields.website, fields.linkedinUrl, fields.name)
}

function keysOfCompany(
  domain: string | undefined,
  website: string | undefined,
  linkedinUrl: string | undefined,
  name: string | undefined,
): CompanyKeys {
  return {
    domainKey: keyOf(domainKey, domain) ?? keyOf(domainKey, website),
    linkedinKey: keyOf(companyLinkedinKey, linkedinUrl),
    nameKey: keyOf(companyNameKey, name),
  }
}

/** A step of "same company?": companies that share its key match, unless they hold different values of a key in `vetoes`. */
export interface CompanyTier {
  key: keyof CompanyKeys
  vetoes: readonly (keyof CompanyKeys)[]
  reasonCode: string
}

/** The tiers in the order in which they are tried. */
export const companyTiers: readonly CompanyTier[] = [
  { key: 'domainKey', vetoes: [], reasonCode: 'SAME_DOMAIN' },
  { key: 'linkedinKey', vetoes: ['domainKey'], reasonCode: 'SAME_LINKEDIN' },
  { key: 'nameKey', vetoes: ['domainKey', 'linkedinKey'], reasonCode: 'SAME_NAME' },
]

/**
 * Whether a company that shares the key of a tier with a row is the one that the row names. By its name alone, a company that
 * has a domain matches only a row without one, and only if it is the only company of that name in its list.
 */
export function isSameCompany(
  { key, vetoes }: CompanyTier,
  company: CompanyKeys,
  row: CompanyKeys,
  isOnlyOfName: boolean,
): boolean {
  if (vetoes.some((veto) => differ(company[veto], row[veto]))) return false
  return key !== 'nameKey' || company.domainKey === undefined || (row.domainKey === undefined && isOnlyOfName)
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
    if (a[name] !== undefined && b[name] !== undefined) return a[name] !== b[name]
  }
  return false
}

/** Returns the full name, or else the parts that exist. */
export function fullNameOf(fields: PersonFields): string | undefined {
  return fields.fullName ?? joined(' ', fields.firstName, fields.lastName)
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
