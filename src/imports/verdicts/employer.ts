import { type CompanyKeys, contradict } from '../leads/identity.ts'
import type { ExistingCompanies, ExistingCompany } from './existing-companies.ts'

const noKeys = { domainKey: undefined, linkedinKey: undefined, nameKey: undefined, cityKey: undefined }

/** Returns a row's company; a work e-mail address leads to one of its domain if the row names no other. */
export function findEmployer(
  companies: ExistingCompanies,
  keys: CompanyKeys | undefined,
  domainKey: string | undefined,
): ExistingCompany | undefined {
  if (keys?.domainKey === undefined && domainKey !== undefined) {
    const found = companies.find({ ...noKeys, domainKey })?.found
    const isOther = (name: 'nameKey' | 'linkedinKey') => contradict(name, found?.keys[name], keys?.[name])
    if (found !== undefined && !isOther('nameKey') && !isOther('linkedinKey')) return found
  }
  return keys === undefined ? undefined : companies.find(keys)?.found
}
