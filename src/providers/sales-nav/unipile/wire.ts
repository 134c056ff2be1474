import { z } from 'zod'
import type { ProviderAccount, ProviderLead } from '../../../accounts/provider.ts'
import { profileKeys } from '../../../identity/linkedin.ts'

// Unipile's documentation leaves many fields open, so they are read leniently: an invalid value loses only its field.

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform(
    (value) =>
      // Postgres stores neither NUL nor a lone surrogate.
      String(value ?? '')
        .replace(/[\0\p{Surrogate}]/gu, '')
        .trim() || null,
  )

const position = z.object({ company: text, company_id: text, role: text })

const person = z.object({
  type: z.literal('PEOPLE').nullish(),
  id: text,
  name: text,
  first_name: text,
  last_name: text,
  member_urn: text,
  public_identifier: text,
  public_profile_url: text,
  profile_url: text,
  location: text,
  headline: text,
  current_positions: z.array(z.unknown()).nullish().catch(null),
})

/** A page of a search. An empty or missing cursor ends the search like null. */
export const searchAnswer = z.object({
  items: z.array(z.unknown()),
  paging: z
    .object({ total_count: z.int().min(0).max(2_147_483_647).nullish().catch(null) })
    .nullish()
    .catch(null),
  cursor: z
    .string()
    .nullish()
    .transform((cursor) => cursor || null),
})

/** Returns a person of a search. Anything else becomes an empty lead, so that it is counted. */
export function readLead(item: unknown): ProviderLead {
  const data = person.safeParse(item).data ?? person.parse({})
  return {
    id: data.id,
    memberId: (data.member_urn && profileKeys(data.member_urn).memberId) || null,
    publicIdentifier: data.public_identifier,
    name: data.name,
    firstName: data.first_name,
    lastName: data.last_name,
    headline: data.headline,
    location: data.location,
    publicProfileUrl: data.public_profile_url,
    profileUrl: data.profile_url,
    positions: (data.current_positions ?? []).flatMap((item) => {
      const { data } = position.safeParse(item)
      return data ? [{ company: data.company, companyId: data.company_id, role: data.role }] : []
    }),
  }
}

const account = z.object({
  id: z.string(),
  type: z.string(),
  name: text,
  sources: z
    .array(z.object({ status: z.string().nullish().catch(null) }))
    .nullish()
    .catch(null),
  connection_params: z
    .object({
      im: z
        .object({ premiumFeatures: z.array(z.unknown()).nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})

/** A page of the list of all accounts. */
export const accountList = z.object({ items: z.array(z.unknown()), cursor: searchAnswer.shape.cursor })

const status = z.enum(['OK', 'STOPPED', 'ERROR', 'CREDENTIALS', 'PERMISSIONS', 'CONNECTING'])

/** Returns a LinkedIn account of the list; null for other accounts. Its status is that of the first source that is not OK. */
export function readAccount(item: unknown): ProviderAccount | null {
  const { data } = account.safeParse(item)
  if (data?.type !== 'LINKEDIN') return null
  const bad = data.sources?.find((source) => source.status !== 'OK')
  return {
    providerAccountId: data.id,
    name: data.name ?? 'LinkedIn account',
    status: bad ? (status.safeParse(bad.status).data ?? 'ERROR') : 'OK',
    hasSalesNavigator: data.connection_params?.im?.premiumFeatures?.includes('sales_navigator') ?? false,
  }
}

/** The profile of an account: its Sales Navigator seat, an error, or null. */
export const profileAnswer = z.object({
  sales_navigator: z
    .object({ error: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
})

/** The URL of a page that connects an account. */
export const linkAnswer = z.object({ url: z.url({ protocol: /^https?$/ }) })
