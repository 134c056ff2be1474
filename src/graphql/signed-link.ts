/** The extensions of a field that returns a link which works without a token: subscriptions that select one are not shared. */
export const isSignedLink = { isSignedLink: true } as const
