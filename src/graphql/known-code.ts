/** Returns a stored code if the enum has it, and otherwise `OTHER`: rows of an older or newer version stay readable. */
export function knownCode<Code extends string>(codes: Readonly<Record<Code, unknown>>, code: string): Code | 'OTHER' {
  return isKnown(codes, code) ? code : 'OTHER'
}

function isKnown<Code extends string>(codes: Readonly<Record<Code, unknown>>, code: string): code is Code {
  return Object.hasOwn(codes, code)
}
