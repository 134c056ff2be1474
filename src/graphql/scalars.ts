import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars'
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs'
import { builder } from './builder.ts'

builder.addScalarType('DateTime', DateTimeResolver, {
  description: 'A moment in ISO 8601, in UTC with milliseconds: `2025-03-01T09:30:00.000Z`.',
})
builder.addScalarType('SafeInt', SafeIntResolver, {
  description: 'A whole number that may pass 32 bits, up to 2^53 - 1, so that every JSON reader keeps it exact.',
})
builder.addScalarType('JSON', JSONResolver, {
  description: 'Any JSON value, as it is.',
})
builder.addScalarType('File', GraphQLUpload, {
  description:
    'A file sent by the GraphQL multipart request specification: a variable that the form field `map` points at. It can not be written as a literal.',
})
