import { DomainError } from '../errors.ts'

/** An error of a command that talks to a server, or a refusal of that server. */
export class CommandError extends DomainError {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
    this.code = code
  }
}

/** Returns the error of a refusal; what the server says of a missing header is said of the command's options. */
export function errorOf({ code, message }: { code: string; message: string }): CommandError {
  return new CommandError(code, code === 'UNAUTHENTICATED' ? invalidToken : message)
}

const invalidToken =
  'The server does not accept the token: it is wrong, revoked or expired. Create one with `token create`, and set LEADSTREAM_TOKEN or --token to it.'
