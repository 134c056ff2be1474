import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { badUserInput } from '../graphql/errors.ts'
import { isSignedLink } from '../graphql/signed-link.ts'
import { CompanyFilterRef, RowFilterRef } from '../lists/filters.schema.ts'
import { CompanyOrderRef, RowOrderRef } from '../lists/orders.schema.ts'
import { ListRef } from '../lists/schema.ts'
import { blockListSubject } from './block-list.ts'
import { refusalOf } from './export.ts'
import { type ExportRequest, exportPath, exportSubject, type formats, maxQueryLength } from './export-request.ts'

const ExportFormat = builder.enumType('ExportFormat', {
  description: 'The format of an export.',
  values: {
    CSV: { description: 'Comma-separated values in UTF-8, safe to open in a spreadsheet program.' },
    JSONL: { description: 'JSON Lines: an object for each row.' },
    XLSX: {
      description: 'A workbook of Excel. Texts are cut at 32,767 characters; every million rows begin a new sheet.',
    },
  } satisfies Record<(typeof formats)[number], object>,
})

const ExportOf = builder.enumType('ExportOf', {
  description: 'The rows of an export.',
  values: {
    PEOPLE: { description: 'The people of the list.' },
    COMPANIES: { description: 'The companies of the list.' },
  },
})

builder.prismaObjectField(ListRef, 'exportUrl', (t) =>
  t.string({
    extensions: isSignedLink,
    description:
      'URL that downloads the people or companies of the list. The column `id` identifies each row when the file is imported again. The link works without a token for 15 minutes; after that, query a new one, or send your token to the same URL.',
    select: { id: true },
    args: {
      of: t.arg({ type: ExportOf, required: true, defaultValue: 'PEOPLE', description: 'Which rows.' }),
      format: t.arg({ type: ExportFormat, required: true, defaultValue: 'CSV', description: 'The format.' }),
      filter: t.arg({ type: RowFilterRef, description: 'Only these people.' }),
      orderBy: t.arg({ type: RowOrderRef, description: 'Order of people. Default: as they were added.' }),
      companyFilter: t.arg({ type: CompanyFilterRef, description: 'Only these companies.' }),
      companyOrderBy: t.arg({ type: CompanyOrderRef, description: 'Order of companies. Default: as they were added.' }),
      columns: t.arg.stringList({
        description:
          'Fields, and custom fields as `custom.<name>`, in this order after the id. Default: every field that an import reads, and all custom fields. Others are `source` and `addedAt`, and of companies `enrichedAt`, `headquarters`, `logoUrl`, `specialties` and `linkedinFollowers`.',
      }),
    },
    resolve: async ({ id }, { of, format, columns = null, ...selection }, context) => {
      const { userId, tokenId } = viewerOf(context)
      const { pool, config, links, origin } = context
      const { filter = null, orderBy = null, companyFilter = null, companyOrderBy = null } = selection
      const isOfPeople = of === 'PEOPLE'
      if (isOfPeople ? companyFilter || companyOrderBy : filter || orderBy) {
        throw badUserInput(
          isOfPeople
            ? 'Use `filter` and `orderBy` for people.'
            : 'Use `companyFilter` and `companyOrderBy` for companies.',
        )
      }
      const common = { listId: id, format, columns }
      const request: ExportRequest = isOfPeople
        ? { ...common, of, filter, orderBy }
        : { ...common, of: 'COMPANIES', filter: companyFilter, orderBy: companyOrderBy }
      const refusal = await refusalOf(pool, userId, request, config.readTimeout)
      if (refusal !== null) throw badUserInput(refusal)
      const { path, query } = exportPath(request)
      if (query.toString().length > maxQueryLength) {
        throw badUserInput('The filter and the columns are too long for a URL. Use fewer or shorter ones.')
      }
      const signed = links.sign(exportSubject(path, query), tokenId)
      return `${origin}${path}?${query}&${new URLSearchParams(signed)}`
    },
  }),
)

builder.queryField('blockListExportUrl', (t) =>
  t.string({
    extensions: isSignedLink,
    description:
      'URL that downloads your block list with the columns `domain`, `name` and `reason`, for `importBlockList`. The link works without a token for 15 minutes; after that, query a new one, or send your token to the same URL.',
    args: { format: t.arg({ type: ExportFormat, required: true, defaultValue: 'CSV', description: 'The format.' }) },
    resolve: (_root, { format }, context) => {
      const path = `/block-list/export.${format.toLowerCase()}`
      const signed = context.links.sign(blockListSubject(path), viewerOf(context).tokenId)
      return `${context.origin}${path}?${new URLSearchParams(signed)}`
    },
  }),
)
