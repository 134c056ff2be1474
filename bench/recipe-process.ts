import { createServer } from 'node:http'
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import { PrismaPg } from '@prisma/adapter-pg'
import { createYoga } from 'graphql-yoga'
import { PrismaClient } from '../src/db/generated/client.ts'
import type PrismaTypes from '../src/db/generated/pothos.ts'
import { getDatamodel } from '../src/db/generated/pothos.ts'

// The same two types as their guides describe: Yoga, Pothos and its Prisma plugin, without users, limits or filters. It prints its URL.

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env['DATABASE_URL'] ?? '' }) })

const builder = new SchemaBuilder<{ PrismaTypes: PrismaTypes }>({
  plugins: [PrismaPlugin, RelayPlugin],
  scopeAuth: { authScopes: () => ({}) },
  prisma: { client: prisma, dmmf: getDatamodel(), onUnusedQuery: null },
})

const nullable = { nullable: true } as const

builder.prismaObject('CompanyRow', {
  select: { id: true },
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => String(id) }),
    name: t.exposeString('name', nullable),
    domain: t.exposeString('domain', nullable),
    industry: t.exposeString('industry', nullable),
  }),
})

builder.prismaObject('ListRow', {
  select: { id: true },
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => String(id) }),
    firstName: t.exposeString('firstName', nullable),
    lastName: t.exposeString('lastName', nullable),
    fullName: t.exposeString('fullName', nullable),
    email: t.exposeString('email', nullable),
    title: t.exposeString('title', nullable),
    city: t.exposeString('city', nullable),
    country: t.exposeString('country', nullable),
    linkedinUrl: t.exposeString('linkedinUrl', nullable),
    companyName: t.exposeString('companyName', nullable),
    company: t.relation('company', nullable),
  }),
})

builder.prismaObject('List', {
  select: { id: true },
  fields: (t) => ({
    rows: t.prismaConnection({
      type: 'ListRow',
      cursor: 'ownerId_id',
      totalCount: ({ id }) => prisma.listRow.count({ where: { listId: id } }),
      resolve: (query, { id }) => prisma.listRow.findMany({ ...query, where: { listId: id }, orderBy: { id: 'asc' } }),
    }),
  }),
})

builder.queryType({
  fields: (t) => ({
    list: t.prismaField({
      type: 'List',
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: (query, _root, { id }) => prisma.list.findFirst({ ...query, where: { id } }),
    }),
  }),
})

const server = createServer(createYoga({ schema: builder.toSchema(), logging: false }))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
