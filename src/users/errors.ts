import { DomainError } from '../errors.ts'

/** Another user has this e-mail already. */
export class EmailTakenError extends DomainError {
  readonly code = 'EMAIL_TAKEN' as const

  constructor(email: string) {
    super(`A user with the e-mail ${email} exists already.`)
  }
}

/** Nobody has this e-mail. */
export class UserNotFoundError extends DomainError {
  readonly code = 'USER_NOT_FOUND' as const

  constructor(email: string) {
    super(`No user has the e-mail ${email}.`)
  }
}

/** No token is, or begins with, what was given. */
export class TokenNotFoundError extends DomainError {
  readonly code = 'TOKEN_NOT_FOUND' as const

  constructor() {
    super('No token is known by that: give the whole token, or the prefix that was shown when it was made.')
  }
}

/** Several tokens share the prefix, so none was touched. */
export class AmbiguousTokenError extends DomainError {
  readonly code = 'AMBIGUOUS_TOKEN' as const

  constructor(prefix: string) {
    super(`Several tokens begin with ${prefix}: give the whole token.`)
  }
}

/** The code signs nobody in: unknown, used or expired, which it does not tell. */
export class SignInCodeInvalidError extends DomainError {
  readonly code = 'SIGN_IN_CODE_INVALID' as const

  constructor() {
    super('This code signs nobody in: it works once, and for two minutes. Ask for a new link, or sign in with a token.')
  }
}
