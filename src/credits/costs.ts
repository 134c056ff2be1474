/** Everything that costs credits. */
export const creditActions = ['IMPORT_LEAD'] as const

export type CreditAction = (typeof creditActions)[number]

/** What each action costs, in credits for one of it. */
export const creditCosts: Readonly<Record<CreditAction, number>> = { IMPORT_LEAD: 1 }
