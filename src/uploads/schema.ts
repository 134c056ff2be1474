import { builder } from '../graphql/builder.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { UnreadableFileError, UploadNotFoundError } from './errors.ts'

builder.objectType(UnreadableFileError, {
  name: 'UnreadableFileError',
  description: 'The file has no rows that can be read. Nothing was stored.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    line: t.exposeInt('line', {
      nullable: true,
      description: 'Line of the file that shows the problem, from 1. Null if it is not a single line.',
    }),
  }),
})

builder.objectType(UploadNotFoundError, {
  name: 'UploadNotFoundError',
  description: 'The upload does not exist, has expired, or belongs to another user. Preview the file again.',
  interfaces: [ErrorInterface],
})
