import type pg from 'pg'
import { findBlocked } from '../../blocklist/blocked.ts'
import { hasBlocked } from '../../blocklist/blocklist.sql.ts'
import type { CompanyField } from '../leads/fields.ts'
import type { Lead } from '../leads/mapping.ts'
import { blockKeys, blockMatcher } from './block-match.ts'
import { decidePage, type PageState } from './decide-page.ts'
import type { Decision } from './decision.ts'
import { forceIndexScans } from './existing.sql.ts'
import { loadExisting, type Unstored, type Where } from './load-existing.ts'

/** What is asked of a page. */
interface Question {
  where: Where
  leads: Lead[]
  /** How many leads can still be paid for. */
  affordable: number
  /** Whether rows beyond that get no verdict, instead of being UNAFFORDABLE. */
  stopsAtCap?: boolean
  unstored?: Unstored
}

/** Gives a page's rows their verdicts by all that is stored, in the caller's transaction; writes nothing. */
export async function judgePage(
  client: pg.ClientBase,
  { where, leads, affordable, stopsAtCap = false, unstored }: Question,
): Promise<Decision & { companyFields: readonly CompanyField[] }> {
  await forceIndexScans(client)
  const { companyFields, ...known } = await loadExisting(client, where, leads, unstored)
  const blockOf = await loadBlocks(client, where, leads)
  const { skipExistingCustomers } = where
  const decision = decidePage(leads, { ...known, blockOf, skipExistingCustomers, affordable, stopsAtCap })
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
