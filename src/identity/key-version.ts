/** The version of the rules that this folder normalises by. Raise it with them, and the default of `users.key_version` too: stored keys are then computed anew. */
export const keyVersion = 2
