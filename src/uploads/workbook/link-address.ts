/** Spreadsheet programs allow little more, in characters. */
const maxLength = 2_000

const webPage = /^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/iu
const mailbox = /^[^\s@\p{Cc}\p{Cs}]+@[^\s\p{Cc}\p{Cs}]+$/u

/** Returns the web page or e-mail address that a hyperlink leads to; null if it leads elsewhere, or the target is too long. */
export function linkAddress(target: string): string | null {
  if (target.length > maxLength) return null
  const text = target.trim()
  if (webPage.test(text)) return text
  const [, encoded] = /^mailto:([^?]+)/i.exec(text) ?? []
  if (encoded === undefined) return null
  const address = decoded(encoded).trim()
  return mailbox.test(address) ? address : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
