import { DateTimeResolver } from 'graphql-scalars'
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs'
import { builder } from './builder.ts'

builder.addScalarType('DateTime', DateTimeResolver, {
  description: 'Date and time in ISO 8601, in UTC with milliseconds, such as `2025-03-01T09:30:00.000Z`.',
})
builder.addScalarType('File', GraphQLUpload, {
  description:
    'A file sent with the GraphQL multipart request specification: a variable that the form field `map` refers to. It can’t be written as a literal.',
})
