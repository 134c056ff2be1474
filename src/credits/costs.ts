/** The actions that cost credits. */
export const creditActions = ['IMPORT_LEAD'] as const

export type CreditAction = (typeof creditActions)[number]

/** Credits that one unit of each action costs. */
export const creditCosts: Readonly<Record<CreditAction, number>> = { IMPORT_LEAD: 1 }
