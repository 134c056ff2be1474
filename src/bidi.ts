const bidiControls = /[\u202a-\u202e\u2066-\u2069]/g

/** Returns a text without the control characters that reverse the direction of what follows, which can disguise a name. */
export function withoutBidiControls(text: string): string {
  return text.replace(bidiControls, '')
}
