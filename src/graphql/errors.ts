import { GraphQLError } from 'graphql'
import { type DomainError, InvalidInputError } from '../errors.ts'
import { builder } from './builder.ts'

const codes = {
  INVALID_SALES_NAV_URL: { description: 'Not the URL of a Sales Navigator people search.' },
  SALES_NAV_ACCOUNT_REQUIRED: { description: 'No connected LinkedIn account has Sales Navigator.' },
  INVALID_MAPPING: { description: 'The mapping is missing, names an unknown column, or identifies no one.' },
  UNREADABLE_FILE: { description: 'The file is empty, damaged, too large or of an unsupported type.' },
  INVALID_INPUT: { description: 'An input field is invalid; `field` names it.' },
  INSUFFICIENT_CREDITS: { description: 'Not enough credits are available.' },
  LIST_ACCESS: { description: 'The list does not exist or is not yours.' },
  UPLOAD_NOT_FOUND: { description: 'The upload does not exist, has expired or is not yours.' },
  UPLOAD_QUOTA_EXCEEDED: { description: 'Your uploads have reached the storage limit of a user.' },
  STORAGE_FULL: { description: 'The server is out of disk space; try again later.' },
  RUN_NOT_FOUND: { description: 'The import run does not exist or is not yours.' },
  IDEMPOTENCY_CONFLICT: { description: 'The idempotency key was already used with another input.' },
  RUN_NOT_CANCELLABLE: { description: 'The run is already completed or failed.' },
  RUN_NOT_UNDOABLE: { description: 'The run has not ended, is a bulk change, or its list was deleted.' },
  RUN_NOT_RESUMABLE: { description: 'The run cannot be resumed in its current status.' },
  ROW_NOT_FOUND: { description: 'A row does not exist, is not in the list or is not yours.' },
  DUPLICATE_LEAD: { description: 'Another row of the list is identified by the same value.' },
  LEAD_CHANGED: { description: 'The row has changed since it was read.' },
  SIGN_IN_CODE_INVALID: { description: 'Invalid, used or expired sign-in code.' },
  API_TOKEN_NOT_FOUND: { description: 'The token does not exist or is not yours.' },
  BLOCKED_COMPANY_NOT_FOUND: { description: 'The entry of the block list does not exist or is not yours.' },
  WEBHOOK_NOT_FOUND: { description: 'The webhook does not exist or is not yours.' },
  WEBHOOK_DELIVERY_NOT_FOUND: { description: 'The delivery does not exist or is not yours.' },
  WEBHOOK_DISABLED: { description: 'The webhook is disabled.' },
  CONNECT_REFUSED: { description: 'LinkedIn accounts cannot be connected on this server; the message says why.' },
  PROVIDER_UNAVAILABLE: {
    description: 'The provider of LinkedIn accounts is unavailable; try again later.',
  },
} as const

/** A value of the `ErrorCode` enum. */
export type ErrorCode = keyof typeof codes

const ErrorCodeRef = builder.enumType('ErrorCode', {
  description: 'Machine-readable reason. Codes are stable; messages may be reworded.',
  values: codes,
})

/** The interface of all errors; use `interfaces: [ErrorInterface]` in the domain's `schema.ts`. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description:
    'An error that you can act on. Every member of a result union except the payload implements it, so `... on Error { message code }` reads them all.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'Human-readable: what happened and what to do.',
    }),
    code: t.field({
      type: ErrorCodeRef,
      description: 'Machine-readable reason.',
      resolve: (error) => errorCode(error.code),
    }),
  }),
})

function errorCode(code: string): ErrorCode {
  if (!isErrorCode(code)) {
    throw new Error(`The error code ${code} is not in the enum ErrorCode.`)
  }
  return code
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(codes, code)
}

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'An input field is invalid; nothing was done.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', {
      nullable: true,
      description: 'Path of the field within the input, such as `name`; null if it is not a single one.',
    }),
  }),
})

/** Returns a GraphQL error for an invalid argument: code `BAD_USER_INPUT`. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}
