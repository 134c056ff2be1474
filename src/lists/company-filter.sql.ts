import type { Condition } from '../db/condition.ts'
import {
  type CustomFieldFilter,
  customConditions,
  type OriginFilter,
  originConditions,
  presenceConditions,
  searchConditions,
  type TextFilter,
  textConditions,
} from './filter-parts.sql.ts'

/** Selects companies; every given condition applies. */
export interface CompanyFilter extends OriginFilter {
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
