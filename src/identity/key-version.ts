/** Version of the normalisation rules in this folder. When you change them, raise it and the default of `users.key_version`: stored keys are then recomputed. */
export const keyVersion = 5
