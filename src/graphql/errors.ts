import { GraphQLError } from 'graphql'
import { type DomainError, InvalidInputError } from '../errors.ts'
import { builder } from './builder.ts'

const codes = {
  INVALID_SALES_NAV_URL: { description: 'Not the address of a Sales Navigator people search.' },
  SALES_NAV_ACCOUNT_REQUIRED: { description: 'No connected LinkedIn account has Sales Navigator.' },
  INVALID_MAPPING: { description: 'A mapping is absent, names a column that the file lacks, or identifies nobody.' },
  UNREADABLE_FILE: { description: 'The file is empty, damaged, too large or of a kind that is not read.' },
  INVALID_INPUT: { description: 'One field of the input can not be used; `field` names it.' },
  INSUFFICIENT_CREDITS: { description: 'Fewer credits are available than the request needs.' },
  LIST_ACCESS: { description: 'The list does not exist or is not yours.' },
  UPLOAD_NOT_FOUND: { description: 'The upload does not exist, has expired or is not yours.' },
  RUN_NOT_FOUND: { description: 'The import run does not exist or is not yours.' },
  IDEMPOTENCY_CONFLICT: { description: 'The idempotency key was used before, with another input.' },
  RUN_NOT_CANCELLABLE: { description: 'The run is already completed or failed.' },
  RUN_NOT_RESUMABLE: { description: 'The run is in no state that can be resumed.' },
  SIGN_IN_CODE_INVALID: { description: 'The code for signing in is unknown, was used or has expired.' },
  CONNECT_REFUSED: { description: 'No LinkedIn account can be connected on this server; the message says why.' },
  PROVIDER_UNAVAILABLE: {
    description: "The provider of LinkedIn accounts can't answer at the moment; try again later.",
  },
} as const

/** A code of the contract's `ErrorCode`. */
export type ErrorCode = keyof typeof codes

const ErrorCodeRef = builder.enumType('ErrorCode', {
  description: 'What was refused, for a program: it stays the same while messages are reworded.',
  values: codes,
})

/** The interface that every refusal implements; `interfaces: [ErrorInterface]` in the domain's `schema.ts`. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description:
    'A refusal that the caller can act on. Every member of a result union but the payload implements it, so `... on Error { message code }` reads them all.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'What was refused and what to do about it, in words for a person.',
    }),
    code: t.field({
      type: ErrorCodeRef,
      description: 'What was refused, for a program.',
      resolve: (error) => errorCode(error.code),
    }),
  }),
})

function errorCode(code: string): ErrorCode {
  if (!isErrorCode(code)) {
    throw new Error(`The error code ${code} is not in the contract.`)
  }
  return code
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(codes, code)
}

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'One field of the input can not be used as it is; nothing was done.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Path of the field within the input, such as `name`.' }),
  }),
})

/** A GraphQL error for an argument that no query can use: code `BAD_USER_INPUT`. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}
