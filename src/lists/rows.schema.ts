import { companyIds, rowIds } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { addNodes, NodeRef } from '../graphql/node.ts'
import { findOwn } from '../graphql/selection.ts'
import { CustomValueRef, customValues } from './custom-value.schema.ts'
import { companyText, enrichedText, personText } from './field-descriptions.ts'

/** The enum `RowSource`. */
export const RowSourceRef = builder.enumType('RowSource', {
  description:
    'The original source of a row. It stays the same if a later merge or enrichment fills empty fields; see `enrichedAt` for the latter.',
  values: {
    CSV: { description: 'A file.' },
    SALES_NAV: { description: 'A Sales Navigator search.' },
    API: { description: 'The mutation `addLeads`.' },
  },
})

/** The type `CompanyRow`. */
export const CompanyRowRef = builder.prismaObject('CompanyRow', {
  interfaces: [NodeRef],
  description:
    'A company in a list: imported as a lead, or extracted from imported people who work there. A registrable domain occurs only once in a list.',
  select: { id: true },
  fields: (t) => ({
    id: t.id({ description: 'Id of the company row.', resolve: ({ id }) => companyIds.encode(id) }),
    name: t.exposeString('name', { nullable: true, description: companyText.name }),
    domain: t.exposeString('domain', { nullable: true, description: companyText.domain }),
    website: t.exposeString('website', { nullable: true, description: companyText.website }),
    linkedinUrl: t.exposeString('linkedinUrl', { nullable: true, description: companyText.linkedinUrl }),
    industry: t.exposeString('industry', { nullable: true, description: companyText.industry }),
    employeeCount: t.exposeInt('employeeCount', { nullable: true, description: companyText.employeeCount }),
    employeeRange: t.exposeString('employeeRange', { nullable: true, description: companyText.employeeRange }),
    revenue: t.exposeString('revenue', { nullable: true, description: companyText.revenue }),
    founded: t.exposeInt('founded', { nullable: true, description: companyText.founded }),
    description: t.exposeString('description', { nullable: true, description: companyText.description }),
    phone: t.exposeString('phone', { nullable: true, description: companyText.phone }),
    location: t.exposeString('location', { nullable: true, description: companyText.location }),
    city: t.exposeString('city', { nullable: true, description: companyText.city }),
    state: t.exposeString('state', { nullable: true, description: companyText.state }),
    country: t.exposeString('country', { nullable: true, description: companyText.country }),
    funding: t.exposeString('funding', { nullable: true, description: companyText.funding }),
    technologies: t.exposeStringList('technologies', {
      description: `${companyText.technologies} Empty where unknown.`,
    }),
    headquarters: t.exposeString('headquarters', { nullable: true, description: enrichedText.headquarters }),
    logoUrl: t.exposeString('logoUrl', { nullable: true, description: enrichedText.logoUrl }),
    specialties: t.exposeStringList('specialties', {
      description: `${enrichedText.specialties} Empty where unknown.`,
    }),
    linkedinFollowers: t.exposeInt('linkedinFollowers', {
      nullable: true,
      description: enrichedText.linkedinFollowers,
    }),
    custom: t.field({
      type: [CustomValueRef],
      description: 'Custom fields, in order of their names.',
      select: { custom: true },
      resolve: ({ custom }) => customValues(custom),
    }),
    source: t.expose('source', { type: RowSourceRef, description: 'The original source of the row.' }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When the row was added to the list.' }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When values of the row last changed; when it was added if they never did.',
      select: { updatedAt: true, addedAt: true },
      resolve: ({ updatedAt, addedAt }) => updatedAt ?? addedAt,
    }),
    editedAt: t.expose('editedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the row was last changed by hand or by a program, or moved; null if only imports and enrichment have changed it.',
    }),
    enrichedAt: t.expose('enrichedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the provider fetched the data of the last successful enrichment; null if none found anything. Only empty fields were filled.',
    }),
  }),
})

/** The type `ListRow`. */
export const ListRowRef = builder.prismaObject('ListRow', {
  interfaces: [NodeRef],
  description:
    'A person in a list. Values are as the source wrote them; matching uses normalized copies of these values.',
  select: { id: true },
  fields: (t) => ({
    id: t.id({ description: 'Id of the row.', resolve: ({ id }) => rowIds.encode(id) }),
    firstName: t.exposeString('firstName', { nullable: true, description: personText.firstName }),
    lastName: t.exposeString('lastName', { nullable: true, description: personText.lastName }),
    fullName: t.string({
      nullable: true,
      description: `${personText.fullName} Combined from first and last name if the source has no full name.`,
      select: { fullName: true, firstName: true, lastName: true },
      resolve: ({ fullName, firstName, lastName }) =>
        fullName ?? ([firstName, lastName].filter((name) => name !== null).join(' ') || null),
    }),
    email: t.exposeString('email', { nullable: true, description: personText.email }),
    phone: t.exposeString('phone', { nullable: true, description: personText.phone }),
    title: t.exposeString('title', { nullable: true, description: personText.title }),
    headline: t.exposeString('headline', { nullable: true, description: personText.headline }),
    seniority: t.exposeString('seniority', { nullable: true, description: personText.seniority }),
    department: t.exposeString('department', { nullable: true, description: personText.department }),
    linkedinUrl: t.exposeString('linkedinUrl', { nullable: true, description: personText.linkedinUrl }),
    salesNavUrl: t.exposeString('salesNavUrl', { nullable: true, description: personText.salesNavUrl }),
    location: t.exposeString('location', { nullable: true, description: personText.location }),
    city: t.exposeString('city', { nullable: true, description: personText.city }),
    state: t.exposeString('state', { nullable: true, description: personText.state }),
    country: t.exposeString('country', { nullable: true, description: personText.country }),
    companyName: t.exposeString('companyName', { nullable: true, description: personText.companyName }),
    companyDomain: t.exposeString('companyDomain', { nullable: true, description: personText.companyDomain }),
    companyLinkedinUrl: t.exposeString('companyLinkedinUrl', {
      nullable: true,
      description: personText.companyLinkedinUrl,
    }),
    company: t.relation('company', {
      nullable: true,
      description: 'The company row of the employer, in the same list; null if the row identifies no company.',
    }),
    custom: t.field({
      type: [CustomValueRef],
      description: 'Custom fields, in order of their names.',
      select: { custom: true },
      resolve: ({ custom }) => customValues(custom),
    }),
    source: t.expose('source', { type: RowSourceRef, description: 'The original source of the row.' }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When the row was added to the list.' }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When values of the row last changed; when it was added if they never did.',
      select: { updatedAt: true, addedAt: true },
      resolve: ({ updatedAt, addedAt }) => updatedAt ?? addedAt,
    }),
    editedAt: t.expose('editedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the row was last changed by hand or by a program, or moved; null if only imports and enrichment have changed it.',
    }),
  }),
})

addNodes(ListRowRef, async (context, ids) => {
  const numbers = ids.flatMap((id) => rowIds.decode(id) ?? [])
  if (numbers.length === 0) return []
  const where = { id: { in: numbers }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.listRow.findMany({ where })
  return found.map((node) => [rowIds.encode(node.id), node])
})

addNodes(CompanyRowRef, async (context, ids) => {
  const numbers = ids.flatMap((id) => companyIds.decode(id) ?? [])
  if (numbers.length === 0) return []
  const where = { id: { in: numbers }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.companyRow.findMany({ where })
  return found.map((node) => [companyIds.encode(node.id), node])
})

builder.queryFields((t) => ({
  listRow: t.prismaField({
    type: ListRowRef,
    nullable: true,
    description: 'Looks up a person in one of your lists. Null if you have none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the row.' }) },
    resolve: (query, _root, { id }, context) => findOwn('ListRow', query, rowIds.decode(id), context),
  }),
  companyRow: t.prismaField({
    type: CompanyRowRef,
    nullable: true,
    description: 'Looks up a company in one of your lists. Null if you have none with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the company row.' }) },
    resolve: (query, _root, { id }, context) => findOwn('CompanyRow', query, companyIds.decode(id), context),
  }),
}))
