import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars'
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs'
import type { FileUpload } from 'graphql-upload/processRequest.mjs'
import { builder } from './builder.ts'

/** The TypeScript side of each scalar: what a resolver is handed and what it may return. */
export type Scalars = {
  ID: { Input: string; Output: string | number }
  DateTime: { Input: Date; Output: Date }
  File: { Input: Promise<FileUpload>; Output: never }
  SafeInt: { Input: number; Output: number }
  JSON: { Input: unknown; Output: unknown }
}

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
