import { builder } from '../graphql/builder.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { StorageFullError, UnreadableFileError, UploadNotFoundError, UploadQuotaExceededError } from './errors.ts'

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

builder.objectType(UploadQuotaExceededError, {
  name: 'UploadQuotaExceededError',
  description:
    'Your uploads have reached the storage limit of a user. Nothing was stored; try again when older ones have expired.',
  interfaces: [ErrorInterface],
})

builder.objectType(StorageFullError, {
  name: 'StorageFullError',
  description: 'The server is out of disk space. Nothing was stored; try again later.',
  interfaces: [ErrorInterface],
})
