/** Milliseconds after which a scenario stops waiting for what should happen: something hangs, however slow the machine is. */
export const giveUpMs = 600_000
