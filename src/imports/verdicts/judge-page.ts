import type pg from 'pg'
import { findBlocked } from '../../blocklist/blocked.ts'
import { hasBlocked } from '../../blocklist/blocklist.sql.ts'
import type { CompanyField } from '../leads/fields.ts'
import type { Lead } from '../leads/mapping.ts'
import { blockKeys, blockMatcher } from './block-match.ts'
import { decidePage, type PageState } from './decide-page.ts'
import type { Decision } from './decision.ts'
import { forceKeyLookups } from './existing.sql.ts'
import { loadExisting, type Unstored, type Where } from './load-existing.ts'
import { policyOf } from './policy.ts'

/** The input of `judgePage`. */
interface PageInput {
  where: Where
  leads: Lead[]
  /** How many more leads the credits cover. */
  affordable: number
  /** Whether rows beyond `affordable` get no verdict instead of UNAFFORDABLE. */
  stopsAtCap?: boolean
  unstored?: Unstored
}

/** Decides the verdicts of a page's rows against everything stored, in the caller's transaction. Writes nothing. */
export async function judgePage(
  client: pg.ClientBase,
  { where, leads, affordable, stopsAtCap = false, unstored }: PageInput,
): Promise<Decision & { companyFields: readonly CompanyField[] }> {
  const inOnePass = await forceKeyLookups(client)
  const policy = policyOf(where, where.dataType)
  const { companyFields, ...known } = await loadExisting(client, { ...where, policy, inOnePass }, leads, unstored)
  const blockOf = await loadBlocks(client, where, leads)
  const { skipExistingCustomers } = where
  const decision = decidePage(leads, { ...known, blockOf, policy, skipExistingCustomers, affordable, stopsAtCap })
  return { ...decision, companyFields }
}

async function loadBlocks(
  client: pg.ClientBase,
  { ownerId, skipExistingCustomers }: Where,
  leads: Lead[],
): Promise<PageState['blockOf']> {
  if (!skipExistingCustomers || !(await hasBlocked(client, ownerId))) return () => undefined
  const asked = leads.map(blockKeys)
  const domains = [...new Set(asked.flatMap((keys) => keys.domains))]
  const names = [...new Set(asked.flatMap(({ name }) => name ?? []))]
  return blockMatcher(await findBlocked(client, ownerId, { domains, names }))
}
