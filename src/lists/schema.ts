import type { List } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import type { Keyset } from '../db/keyset.ts'
import { InvalidInputError } from '../errors.ts'
import { readWholeList } from '../graphql/bounded-read.ts'
import { builder } from '../graphql/builder.ts'
import { readsLeads } from '../graphql/complexity.ts'
import { connection, connectionType, pageArgs } from '../graphql/connection.ts'
import { viewerOf } from '../graphql/context.ts'
import { badUserInput, ErrorInterface } from '../graphql/errors.ts'
import { loaders } from '../graphql/loaders.ts'
import { addNodes, NodeRef, uuidsIn } from '../graphql/node.ts'
import type { PageArgs } from '../graphql/page-slice.ts'
import { findOwn } from '../graphql/selection.ts'
import type { CompanyFilter } from './company-filter.sql.ts'
import { selectUnknownField } from './custom-fields.sql.ts'
import { ListAccessError } from './errors.ts'
import type { TextFilter } from './filter-parts.sql.ts'
import { CompanyFilterRef, ListFilterRef, RowFilterRef } from './filters.schema.ts'
import { companiesOfList, listsOfOwner, possibleDuplicatesOfList, rowsOfList, rowsOfOwner } from './lists.sql.ts'
import { CompanyOrderRef, ListOrderRef, RowOrderRef } from './orders.schema.ts'
import type { CompanyOrder, ListOrder, RowOrder } from './orders.sql.ts'
import { renameList } from './rename.ts'
import type { RowFilter } from './row-filter.sql.ts'
import { CompanyRowRef, ListRowRef } from './rows.schema.ts'
import type { ListStats } from './stats.sql.ts'
import { statsOf } from './stats.ts'

type RowArgs = PageArgs & { filter?: RowFilter | null | undefined; orderBy?: RowOrder | null | undefined }
type CompanyArgs = PageArgs & { filter?: CompanyFilter | null | undefined; orderBy?: CompanyOrder | null | undefined }
type ListArgs = PageArgs & {
  filter?: { name?: TextFilter | null | undefined } | null | undefined
  orderBy?: ListOrder | null | undefined
}

const people = (keyset: (args: RowArgs) => Keyset, listsOf: (parents: readonly string[]) => readonly string[] | null) =>
  connection({
    model: 'ListRow',
    keyset,
    check: async (client, { filter }, parents, ownerId) => {
      const lists = { ownerId, listIds: listsOf(parents) }
      refuseUnknown(await selectUnknownField(client, 'list_rows', lists, filter?.custom))
    },
  })

const rows = people(
  ({ filter, orderBy }) => rowsOfList(filter, orderBy),
  (parents) => parents,
)
const leads = people(
  ({ filter, orderBy }) => rowsOfOwner(filter, orderBy),
  () => null,
)

const companies = connection({
  model: 'CompanyRow',
  keyset: ({ filter, orderBy }: CompanyArgs) => companiesOfList(filter, orderBy),
  check: async (client, { filter }, listIds, ownerId) =>
    refuseUnknown(await selectUnknownField(client, 'company_rows', { ownerId, listIds }, filter?.custom)),
})

function refuseUnknown(field: string | null): void {
  if (field !== null) throw badUserInput(`No row has a custom field “${field}”. Use a name from \`custom\` of a row.`)
}

/** The type `PossibleDuplicate`; imports add its reason. */
export const PossibleDuplicateRef = builder.prismaObject('PossibleDuplicate', {
  description:
    'Two people of a list who may be the same, because an imported row matches both. An import never merges people who are already in the list.',
  fields: (t) => ({
    a: t.prismaField({
      type: ListRowRef,
      nullable: true,
      description: 'The older row; null if it has been deleted.',
      select: { ownerId: true, aId: true },
      resolve: (query, { ownerId, aId }, _args, { prisma }) =>
        prisma.listRow.findUnique({ ...query, where: { ownerId_id: { ownerId, id: aId } } }),
    }),
    b: t.prismaField({
      type: ListRowRef,
      nullable: true,
      description: 'The newer row; null if it has been deleted.',
      select: { ownerId: true, bId: true },
      resolve: (query, { ownerId, bId }, _args, { prisma }) =>
        prisma.listRow.findUnique({ ...query, where: { ownerId_id: { ownerId, id: bId } } }),
    }),
  }),
})

const possibleDuplicates = connection({
  model: 'PossibleDuplicate',
  keyset: (_args: PageArgs) => possibleDuplicatesOfList,
})

const statsLoaders = loaders<string, ListStats>()

const ListStatsRef = builder.objectRef<ListStats>('ListStats').implement({
  description: 'Numbers of the leads of a list.',
  fields: (t) => ({
    people: t.exposeInt('people', { description: 'People in the list.' }),
    companies: t.exposeInt('companies', { description: 'Companies in the list.' }),
    withEmail: t.exposeInt('withEmail', { description: 'People with an e-mail address.' }),
    withCompany: t.exposeInt('withCompany', { description: 'People linked to a company of the list.' }),
    enriched: t.exposeInt('enriched', { description: 'Companies that were enriched.' }),
  }),
})

const ListRowConnection = connectionType(ListRowRef, 'ListRow')

/** The type `List`. */
export const ListRef = builder.prismaObject('List', {
  interfaces: [NodeRef],
  description: 'A named set of leads: people in `rows`, companies in `companies`.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the list.' }),
    name: t.exposeString('name', { description: 'Name of the list. Names need not be unique.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the list was created.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When the list itself, such as its name, last changed.',
    }),
    rows: t.field({
      type: ListRowConnection,
      extensions: readsLeads,
      description: 'The people of the list, in the order in which they were added or in another.',
      args: {
        filter: t.arg({ type: RowFilterRef, description: 'Only these people.' }),
        orderBy: t.arg({ type: RowOrderRef, description: 'The order. Default: as they were added.' }),
        ...pageArgs(t),
      },
      resolve: (list, args, context, info) => rows(list.id, args, context, info),
    }),
    companies: t.field({
      type: connectionType(CompanyRowRef, 'CompanyRow'),
      extensions: readsLeads,
      description:
        'The companies of the list, imported ones and those of its people, in the order in which they were added or in another.',
      args: {
        filter: t.arg({ type: CompanyFilterRef, description: 'Only these companies.' }),
        orderBy: t.arg({ type: CompanyOrderRef, description: 'The order. Default: as they were added.' }),
        ...pageArgs(t),
      },
      resolve: (list, args, context, info) => companies(list.id, args, context, info),
    }),
    stats: t.field({
      type: ListStatsRef,
      description:
        'Numbers of the leads of the list. They are counted when selected, which takes time for large lists.',
      resolve: ({ id }, _args, context) => {
        const { userId } = viewerOf(context)
        const read = (ids: readonly string[]) => readWholeList(context, (client) => statsOf(client, userId, ids))
        return statsLoaders(context, 'stats', read).load(id)
      },
    }),
    possibleDuplicates: t.field({
      type: connectionType(PossibleDuplicateRef, 'PossibleDuplicate'),
      description: 'Pairs of people in the list who may be the same, in the order in which imports found them.',
      args: pageArgs(t),
      resolve: (list, args, context, info) => possibleDuplicates(list.id, args, context, info),
    }),
  }),
})

const lists = connection({
  model: 'List',
  keyset: ({ filter, orderBy }: ListArgs) => listsOfOwner(filter, orderBy),
})

addNodes(ListRef, async (context, ids) => {
  const uuids = uuidsIn(ids)
  if (uuids.length === 0) return []
  const where = { id: { in: uuids }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.list.findMany({ where })
  return found.map((node) => [node.id, node])
})

builder.queryFields((t) => ({
  lists: t.field({
    type: connectionType(ListRef, 'List'),
    description: 'Your lists, newest first or in another order.',
    args: {
      filter: t.arg({ type: ListFilterRef, description: 'Only these lists.' }),
      orderBy: t.arg({ type: ListOrderRef, description: 'The order. Default: newest first.' }),
      ...pageArgs(t),
    },
    resolve: (_root, args, context, info) => lists(viewerOf(context).userId, args, context, info),
  }),
  leads: t.field({
    type: ListRowConnection,
    extensions: readsLeads,
    description: 'The people of all your lists, in the order in which they were added or in another.',
    args: {
      filter: t.arg({ type: RowFilterRef, description: 'Only these people.' }),
      orderBy: t.arg({ type: RowOrderRef, description: 'The order. Default: as they were added.' }),
      ...pageArgs(t),
    },
    resolve: (_root, args, context, info) => leads(viewerOf(context).userId, args, context, info),
  }),
  list: t.prismaField({
    type: ListRef,
    nullable: true,
    description: 'Looks up one of your lists. Null if you have no list with this id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the list.' }) },
    resolve: (query, _root, { id }, context) => findOwn('List', query, parseUuid(id), context),
  }),
}))

builder.objectType(ListAccessError, {
  name: 'ListAccessError',
  description: 'The list does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

const RenameListInput = builder.inputType('RenameListInput', {
  description: 'The list and its new name.',
  fields: (t) => ({
    listId: t.id({ required: true, description: 'Id of the list.' }),
    name: t.string({
      required: true,
      description: 'The new name: not blank, at most 200 characters. Surrounding spaces are removed.',
    }),
  }),
})

const RenameListPayload = builder.objectRef<{ list: List }>('RenameListPayload').implement({
  description: 'The renamed list.',
  fields: (t) => ({
    list: t.field({ type: ListRef, description: 'The list.', resolve: ({ list }) => list }),
  }),
})

builder.mutationField('renameList', (t) =>
  t.field({
    authScopes: { scope: 'WRITE' },
    type: RenameListPayload,
    description: 'Renames a list.',
    args: { input: t.arg({ type: RenameListInput, required: true, description: 'The list and its new name.' }) },
    errors: { types: [ListAccessError, InvalidInputError] },
    resolve: async (_root, { input }, context) => ({
      list: await renameList(context.prisma, viewerOf(context).userId, input.listId, input.name),
    }),
  }),
)
