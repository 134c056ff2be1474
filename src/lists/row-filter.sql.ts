import type { Condition } from '../db/condition.ts'
import { rowIds } from '../db/ids.ts'
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

/** Selects people; every given condition applies. */
export interface RowFilter extends OriginFilter {
  ids?: readonly string[] | null | undefined
  /** Text in the name, e-mail address, company or title. */
  search?: string | null | undefined
  name?: TextFilter | null | undefined
  title?: TextFilter | null | undefined
  company?: TextFilter | null | undefined
  domain?: TextFilter | null | undefined
  email?: TextFilter | null | undefined
  city?: TextFilter | null | undefined
  country?: TextFilter | null | undefined
  hasEmail?: boolean | null | undefined
  hasPhone?: boolean | null | undefined
  hasLinkedin?: boolean | null | undefined
  custom?: readonly CustomFieldFilter[] | null | undefined
}

/** The full name, combined from first and last name if there is none. */
const fullName = "coalesce(full_name, concat_ws(' ', first_name, last_name))"

/**
 * Returns the condition on the columns of `list_rows` that selects the people. To use it in another statement:
 *
 * ```ts
 * const values: unknown[] = [ownerId, listId]
 * const condition = rowCondition(filter)(binderOf(values))
 * await client.query(`DELETE FROM list_rows WHERE owner_id = $1 AND list_id = $2 AND ${condition}`, values)
 * ```
 */
export function rowCondition(filter: RowFilter): Condition {
  return (bind) => {
    const conditions = [
      ...idConditions(bind, rowIds, filter.ids),
      ...searchConditions(bind, [fullName, 'email', 'company_name', 'title'], filter.search),
      ...textConditions(bind, `nullif(${fullName}, '')`, filter.name),
      ...textConditions(bind, 'title', filter.title),
      ...textConditions(bind, 'company_name', filter.company),
      ...textConditions(bind, 'company_domain', filter.domain),
      ...textConditions(bind, 'email', filter.email),
      ...textConditions(bind, 'city', filter.city),
      ...textConditions(bind, 'country', filter.country),
      ...presenceConditions('email IS NOT NULL', filter.hasEmail),
      ...presenceConditions('phone IS NOT NULL', filter.hasPhone),
      ...presenceConditions('linkedin_url IS NOT NULL OR sales_nav_url IS NOT NULL', filter.hasLinkedin),
      ...originConditions(bind, filter),
      ...customConditions(bind, filter.custom),
    ]
    return conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`
  }
}

/** Returns the search that finds the people whom a filter selects, and others; null if it selects by no text of the index. */
export function personSearch({ search, name, email, company, title }: RowFilter): TextSearch | null {
  return textSearchOf('people', search, [name, email, company, title])
}
