import type { FileUpload } from 'graphql-upload/processRequest.mjs'

/** The TypeScript types of each scalar: what a resolver receives and what it may return. */
export type Scalars = {
  ID: { Input: string; Output: string | number }
  DateTime: { Input: Date; Output: Date }
  File: { Input: Promise<FileUpload>; Output: never }
}
