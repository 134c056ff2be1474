// The build joins modules of all folders in one file of this folder; only paths from here stay right.

/** The folder of the program: `src/`, or the one into which it was built. */
export const programFolder = new URL('./', import.meta.url)

/** The folder of the project. */
export const projectFolder = new URL('../', import.meta.url)
