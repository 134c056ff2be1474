/** Invisible characters: direction marks, zero-width spaces, soft hyphens, byte order marks and control characters. */
const invisible =
  /(?![\t\n\r])\p{Cc}|[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]/gu
/** Joiners change how letters and emoji connect, and do nothing elsewhere. */
const uselessJoiners =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{EMod}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{Extended_Pictographic}])/gu
/** Blanks that don't break a line or have no width of their own. */
const blanks = /[\xa0\u2007\u202f\u2800\u3164]/g

/** Finds out in one pass that a text has none, like most. */
const any = /[\p{Cc}\xa0\xad\u061c\u180e\u2007\u200b-\u200f\u202a-\u202f\u2060-\u206f\u2800\u3164\ufeff\ufff9-\ufffc]/u

/** Returns a text without invisible characters and with plain spaces in place of non-breaking ones, trimmed. */
export function withoutInvisible(text: string): string {
  if (!any.test(text)) return text.trim()
  return text.replace(invisible, '').replace(uselessJoiners, '').replace(blanks, ' ').trim()
}
