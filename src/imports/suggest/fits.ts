import type { CompanyField, PersonField } from '../leads/fields.ts'
import { mostly, type Values } from './values.ts'

type Test = (values: Values) => boolean

/** Checks whether values fit a person field; only fields with a recognizable form are strict. */
export const personFits: Readonly<Record<PersonField, Test>> = {
  firstName: isText,
  lastName: isText,
  fullName: (values) => isText(values) && !values.prove('legalForm', 0.3),
  email: (values) => mostly(values, 'email') || mostly(values, 'addressed'),
  phone: isPhone,
  title: (values) => isText(values) && !mostly(values, 'salutation'),
  headline: isText,
  seniority: isText,
  department: isText,
  linkedinUrl: (values) => mostly(values, 'linkedinPerson'),
  salesNavUrl: (values) => mostly(values, 'salesNavigator'),
  location: isPlace,
  city: isText,
  state: isRegion,
  country: isCountryText,
  companyName: isText,
  companyDomain: isPage,
  companyLinkedinUrl: isCompanyPage,
}

/** Checks whether values fit a company field. */
export const companyFits: Readonly<Record<CompanyField, Test>> = {
  name: isText,
  domain: isPage,
  website: isPage,
  linkedinUrl: isCompanyPage,
  industry: isText,
  employeeCount: (values) => mostly(values, 'number'),
  employeeRange: (values) => values.share('range') + values.share('datedBucket') >= 0.5 && !mostly(values, 'number'),
  revenue: isMoney,
  founded: (values) => mostly(values, 'year') && !mostly(values, 'moment'),
  description: isText,
  phone: isPhone,
  location: isPlace,
  city: (values) => isText(values) && !mostly(values, 'comma'),
  state: isRegion,
  country: isCountryText,
  funding: isMoney,
  technologies: isText,
}

/** Person fields that values indicate under any column name, unless it means something else. */
export const personSignals: Partial<Record<PersonField, Test>> = {
  email: (values) => mostly(values, 'email') || values.share('addressed') >= 0.8,
  linkedinUrl: personFits.linkedinUrl,
  salesNavUrl: personFits.salesNavUrl,
  phone: isDialled,
  companyLinkedinUrl: isCompanyPage,
  companyDomain: isHomepage,
}

/** Company fields that values indicate under any column name. */
export const companySignals: Partial<Record<CompanyField, Test>> = {
  linkedinUrl: isCompanyPage,
  website: isHomepage,
  phone: isDialled,
}

/** Person fields that values prove if the column name has no meaning or many. */
export const personProofs: Partial<Record<PersonField, Test>> = {
  fullName: isFullName,
  firstName: (values) => values.prove('givenName', 0.3) && mostly(values, 'proper') && !isFullName(values),
  title: (values) => mostly(values, 'job'),
  companyName: isCompanyName,
  country: isCountry,
  city: isCity,
  location: isLocation,
  seniority: isSeniority,
  department: isDepartment,
}

/** Those of them that hold even under an unknown name, which may be in another language. */
export const strongProofs: ReadonlySet<PersonField | CompanyField> = new Set([
  'firstName',
  'fullName',
  'title',
  'companyName',
  'name',
  'country',
  'city',
])

/** The same for company fields. */
export const companyProofs: Partial<Record<CompanyField, Test>> = {
  name: isCompanyName,
  industry: (values) => mostly(values, 'industry'),
  employeeRange: (values) => values.share('bucket') + values.share('datedBucket') >= 0.8,
  founded: (values) => values.share('bareYear') >= 0.8,
  country: isCountry,
  city: isCity,
  location: isLocation,
}

/** Returns whether the values are names of people. */
export function isFullName(values: Values): boolean {
  if (isCompanyName(values) || mostly(values, 'job')) return false
  return (values.prove('fullName', 0.3) && mostly(values, 'proper')) || values.prove('eastName', 0.6)
}

/** Returns whether the values have the form of names of people, such as two capitalized words. */
export function isNameShaped(values: Values): boolean {
  const isOther = isCompanyName(values) || mostly(values, 'job') || mostly(values, 'industry')
  return !isOther && values.prove('twoNames', 0.6)
}

/** Returns whether the values are names of companies, by their legal forms. */
export function isCompanyName(values: Values): boolean {
  return values.prove('legalForm', 0.3) && !mostly(values, 'job')
}

function isCountry(values: Values): boolean {
  return values.prove('country', 0.6)
}

function isCity(values: Values): boolean {
  return values.prove('city', 0.4)
}

function isLocation(values: Values): boolean {
  const parts = values.parts()
  return !parts.isEmpty && parts.share('country') + parts.share('city') >= 0.4 && isPlace(values)
}

function isSeniority(values: Values): boolean {
  return values.share('seniority') >= 0.8
}

function isDepartment(values: Values): boolean {
  return values.share('department') >= 0.8
}

function isText(values: Values): boolean {
  return isCountryText(values) && !mostly(values, 'boolean')
}

/** "NO" is a country. */
function isCountryText(values: Values): boolean {
  return mostly(values, 'letter') && isState(values) && !mostly(values, 'id')
}

function isState(values: Values): boolean {
  return !mostly(values, 'email') && !mostly(values, 'url') && !mostly(values, 'status') && !mostly(values, 'flag')
}

/** Neither a country nor a continent. */
function isRegion(values: Values): boolean {
  if (!isState(values) || values.prove('continent', 0.8)) return false
  return !(values.isSeveral && values.prove('country', 0.8))
}

function isPage(values: Values): boolean {
  return mostly(values, 'page') && !mostly(values, 'linkedin') && !mostly(values, 'email') && !values.isOneSite()
}

function isHomepage(values: Values): boolean {
  return isPage(values) && mostly(values, 'homepage')
}

function isCompanyPage(values: Values): boolean {
  return mostly(values, 'linkedinCompany')
}

function isPhone(values: Values): boolean {
  return mostly(values, 'phone') && !mostly(values, 'postalCode')
}

function isDialled(values: Values): boolean {
  return mostly(values, 'dialled')
}

function isPlace(values: Values): boolean {
  return isText(values) && mostly(values, 'place') && !mostly(values, 'meeting')
}

function isMoney(values: Values): boolean {
  return mostly(values, 'digit') && !mostly(values, 'url')
}
