import { DomainError } from '../errors.ts'

/** Another user already has this e-mail address. */
export class EmailTakenError extends DomainError {
  readonly code = 'EMAIL_TAKEN' as const

  constructor(email: string) {
    super(`A user with the e-mail address ${email} already exists.`)
  }
}

/** No user has this e-mail address. */
export class UserNotFoundError extends DomainError {
  readonly code = 'USER_NOT_FOUND' as const

  constructor(email: string) {
    super(`There is no user with the e-mail address ${email}.`)
  }
}

/** No token matches the given token or prefix. */
export class TokenNotFoundError extends DomainError {
  readonly code = 'TOKEN_NOT_FOUND' as const

  constructor() {
    super('No matching token. Give the whole token, or the prefix that was shown when it was created.')
  }
}

/** The user has no token with this id. */
export class ApiTokenNotFoundError extends DomainError {
  readonly code = 'API_TOKEN_NOT_FOUND' as const

  constructor() {
    super('You have no token with this id.')
  }
}

/** Several tokens share the prefix, so none was revoked. */
export class AmbiguousTokenError extends DomainError {
  readonly code = 'AMBIGUOUS_TOKEN' as const

  constructor(prefix: string) {
    super(`Several tokens begin with ${prefix}. Give the whole token.`)
  }
}

/** The code is unknown, used or expired; the error doesn't say which. */
export class SignInCodeInvalidError extends DomainError {
  readonly code = 'SIGN_IN_CODE_INVALID' as const

  constructor() {
    super(
      'Invalid, used or expired code. A code works once, within two minutes. Ask for a new link, or sign in with a token.',
    )
  }
}
