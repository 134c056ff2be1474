import type { CompanyField, PersonField } from './fields.ts'

/** None of them can match the same text in two ways, which would take it long to give up. */
const patterns = {
  email: /^(?:mailto:)?[^\s@,;]+@[^\s@,;][^\s@,;.]*\.[^\s@,;]+(?:$|\s)/i,
  linkedinPerson: /(?:linkedin\.com\/(?:mwlite\/)?|^\/?)(?:in|pub)\/./i,
  linkedinCompany: /linkedin\.com\/(?:company|school|showcase)\/./i,
  salesNavigator: /linkedin\.com\/sales\/(?:lead|people)\/./i,
  url: /^(?:https?:\/\/|www\.)\S+$/i,
  linkedin: /linkedin\.com\//i,
  /** Without a path: a page of somebody's own, not a profile on another's. */
  homepage: /^(?:https?:\/\/)?(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}\/?$/iu,
  domain: /^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}$/iu,
  phone: /^['"]?(?:tel:)?\+?[\d(][\d\s()./-]{5,}\d(?:\s*(?:x|ext\.?|:::).*)?$/i,
  /** As numbers are written to be dialled, which other long numbers are not. */
  dialled: /^['"]?(?:\+\d|\(\+?\d+\)|0\d+[\s/-])[\d\s()./-]{5,}$/,
  number: /^[.,\s']*\d[\d.,\s']*$/,
  range: /^\D{0,12}\d[\d.,\s]*(?:k\s*)?(?:-|–|—|to|bis|à|a|\+)(?:\s*\d|\D*$)/i,
  year: /^(?:1[6-9]|20)\d\d(?:\.0)?$|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/,
  digit: /\d/,
  letter: /\p{L}/u,
  salutation: /^(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|mlle|m|sr|sra)\.?$/i,
  /** A street alone is no location. */
  place: /[,\n]|\d{5}|^[^\d]+$|[\u3040-\u9fff]/,
} as const

type Kind = keyof typeof patterns

/** Shares of a column's values, blank ones left out, that look like something. */
export interface Values {
  isEmpty: boolean
  share(kind: Kind): number
}

/** What the values of a column look like. */
export function describeValues(values: string[]): Values {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '')
  const shares = new Map<Kind, number>()
  return {
    isEmpty: filled.length === 0,
    share(kind) {
      const known = shares.get(kind)
      if (known !== undefined) return known
      const share = filled.filter((value) => patterns[kind].test(value.slice(0, 500))).length / (filled.length || 1)
      shares.set(kind, share)
      return share
    },
  }
}

/** Whether values can be what a field of a person holds; only fields of a telling form are strict. */
export const personFits: Readonly<Record<PersonField, (values: Values) => boolean>> = {
  firstName: isText,
  lastName: isText,
  fullName: isText,
  email: (values) => mostly(values, 'email'),
  phone: isPhone,
  title: (values) => isText(values) && !mostly(values, 'salutation'),
  headline: isText,
  seniority: isText,
  department: isText,
  linkedinUrl: (values) => mostly(values, 'linkedinPerson'),
  salesNavUrl: (values) => mostly(values, 'salesNavigator'),
  location: isPlace,
  city: isText,
  state: isWord,
  country: isText,
  companyName: isText,
  companyDomain: isPage,
  companyLinkedinUrl: isCompanyPage,
}

/** Whether values can be what a field of a company holds. */
export const companyFits: Readonly<Record<CompanyField, (values: Values) => boolean>> = {
  name: isText,
  domain: isPage,
  website: isPage,
  linkedinUrl: isCompanyPage,
  industry: isText,
  employeeCount: (values) => mostly(values, 'number'),
  employeeRange: (values) => mostly(values, 'range') && !mostly(values, 'number'),
  revenue: isMoney,
  founded: (values) => mostly(values, 'year'),
  description: isText,
  phone: isPhone,
  location: isPlace,
  city: isText,
  state: isWord,
  country: isText,
  funding: isMoney,
  technologies: isText,
}

/** Fields of a person that values tell where the name of their column says nothing. */
export const personTells: Partial<Record<PersonField, (values: Values) => boolean>> = {
  email: personFits.email,
  linkedinUrl: personFits.linkedinUrl,
  salesNavUrl: personFits.salesNavUrl,
  phone: (values) => mostly(values, 'dialled'),
  companyLinkedinUrl: isCompanyPage,
  companyDomain: isHomepage,
}

/** Fields of a company that values tell. */
export const companyTells: Partial<Record<CompanyField, (values: Values) => boolean>> = {
  linkedinUrl: isCompanyPage,
  website: isHomepage,
  phone: (values) => mostly(values, 'dialled'),
}

function isText(values: Values): boolean {
  return mostly(values, 'letter') && !mostly(values, 'email') && !mostly(values, 'url')
}

function isWord(values: Values): boolean {
  return !mostly(values, 'email') && !mostly(values, 'url')
}

function isPage(values: Values): boolean {
  const isAddress = mostly(values, 'url') || mostly(values, 'domain')
  return isAddress && !mostly(values, 'linkedin') && !mostly(values, 'email')
}

function isHomepage(values: Values): boolean {
  return isPage(values) && mostly(values, 'homepage')
}

function isCompanyPage(values: Values): boolean {
  return mostly(values, 'linkedinCompany')
}

function isPhone(values: Values): boolean {
  return mostly(values, 'phone')
}

function isPlace(values: Values): boolean {
  return isText(values) && mostly(values, 'place')
}

function isMoney(values: Values): boolean {
  return mostly(values, 'digit') && !mostly(values, 'url')
}

function mostly(values: Values, kind: Kind): boolean {
  return values.share(kind) >= 0.5
}
