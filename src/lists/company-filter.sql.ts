import type { Condition } from '../db/condition.ts'
import { companyIds } from '../db/ids.ts'
import type { TextSearch } from '../db/text-search.ts'
import {
  type CustomFieldFilter,
  customConditions,
  idConditions,
  type OriginFilter,
  originConditions,
  presenceConditions,
  searchConditions,
  type TextFilter,
  textConditions,
  textSearchOf,
} from './filter-parts.sql.ts'

/** Selects companies; every given condition applies. */
export interface CompanyFilter extends OriginFilter {
  ids?: readonly string[] | null | undefined
  /** Text in the name or domain. */
  search?: string | null | undefined
  name?: TextFilter | null | undefined
  domain?: TextFilter | null | undefined
  industry?: TextFilter | null | undefined
  city?: TextFilter | null | undefined
  country?: TextFilter | null | undefined
  hasDomain?: boolean | null | undefined
  hasLinkedin?: boolean | null | undefined
  isEnriched?: boolean | null | undefined
  custom?: readonly CustomFieldFilter[] | null | undefined
}

/** Returns the condition on the columns of `company_rows` that selects the companies. */
export function companyCondition(filter: CompanyFilter): Condition {
  return (bind) => {
    const conditions = [
      ...idConditions(bind, companyIds, filter.ids),
      ...searchConditions(bind, ['name', 'domain'], filter.search),
      ...textConditions(bind, 'name', filter.name),
      ...textConditions(bind, 'domain', filter.domain),
      ...textConditions(bind, 'industry', filter.industry),
      ...textConditions(bind, 'city', filter.city),
      ...textConditions(bind, 'country', filter.country),
      ...presenceConditions('domain IS NOT NULL', filter.hasDomain),
      ...presenceConditions('linkedin_url IS NOT NULL', filter.hasLinkedin),
      ...presenceConditions('enriched_at IS NOT NULL', filter.isEnriched),
      ...originConditions(bind, filter),
      ...customConditions(bind, filter.custom),
    ]
    return conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`
  }
}

/** Returns the search that finds the companies that a filter selects, and others; null if it selects by no text of the index. */
export function companySearch({ search, name, domain }: CompanyFilter): TextSearch | null {
  return textSearchOf('companies', search, [name, domain])
}
