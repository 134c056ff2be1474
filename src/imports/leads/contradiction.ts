import { fold } from '../../identity/normalise.ts'
import { otherEmails } from './custom.ts'
import type { PersonField } from './fields.ts'
import { isSameText } from './fingerprint.ts'
import { companyKeyNames, contradict, type PersonKeyName } from './identity.ts'
import type { Person } from './mapping.ts'

const textFields = ['title', 'headline', 'seniority', 'department', 'city', 'state'] as const satisfies PersonField[]
const profileKeyNames = ['slugKey', 'memberKey', 'salesNavKey'] as const satisfies PersonKeyName[]

/** Whether a field or a custom column holds different values in two people of one name. */
export function contradictsPerson(a: Person, b: Person): boolean {
  return (
    hasOtherProfile(a, b) ||
    hasOtherAddress(a, b) ||
    hasOtherCompany(a, b) ||
    isElsewhere(a, b) ||
    textFields.some((field) => differ(a.fields[field], b.fields[field])) ||
    differBy(a.fields.phone, b.fields.phone, isSamePhone) ||
    hasOtherCustom(a, b)
  )
}

function hasOtherProfile(a: Person, b: Person): boolean {
  if (profileKeyNames.some((name) => isOther(a.keys[name], b.keys[name]))) return true
  // An address that names no profile is a value like any other.
  return (
    [a, b].some(({ keys }) => profileKeyNames.every((name) => keys[name] === undefined)) &&
    differ(a.fields.linkedinUrl, b.fields.linkedinUrl)
  )
}

function hasOtherAddress(a: Person, b: Person): boolean {
  if (a.keys.emailKey === undefined || b.keys.emailKey === undefined) return differ(a.fields.email, b.fields.email)
  const { address } = b.keys
  return address !== a.keys.otherEmailKey && isOther(a.keys.address, address)
}

function hasOtherCompany(a: Person, b: Person): boolean {
  return (
    companyKeyNames.some((name) => contradict(name, a.keys.company[name], b.keys.company[name])) ||
    isOther(a.keys.employerDomain, b.keys.employerDomain)
  )
}

/** "Malmö" and "Malmö, Sweden" are one place. */
function isElsewhere(a: Person, b: Person): boolean {
  if (isOther(a.keys.countryKey, b.keys.countryKey)) return true
  return differBy(a.fields.location, b.fields.location, (one, other) => {
    const [fewer = [], more = []] = [placesIn(one), placesIn(other)].toSorted((x, y) => x.length - y.length)
    return fewer.every((place) => more.includes(place))
  })
}

function placesIn(location: string): (string | null)[] {
  return location.split(',').map(fold)
}

/** With and without the country's code. */
function isSamePhone(a: string, b: string): boolean {
  const [short = '', long = ''] = [digitsOf(a), digitsOf(b)].toSorted((x, y) => x.length - y.length)
  return short === long || (short.length >= 7 && long.endsWith(short))
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^0+/, '')
}

function hasOtherCustom(a: Person, b: Person): boolean {
  if (a.custom === null || b.custom === null) return false
  return [...b.custom].some(([name, value]) => name !== otherEmails && differ(a.custom?.get(name), value))
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return differBy(a, b, isSameText)
}

function differBy(a: string | undefined, b: string | undefined, isSame: (a: string, b: string) => boolean): boolean {
  return a !== undefined && b !== undefined && a !== b && !isSame(a, b)
}

function isOther(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}
