/** The colors of a scheme that Mantine doesn't name. */
interface SchemeColors {
  /** Behind the cards. */
  readonly page: string
  /** Cards, tables, the header and the navigation. */
  readonly card: string
  /** The empty part of a bar, and lines within a table. */
  readonly track: string
  /** A selected link of the navigation, or a row under the pointer. */
  readonly hover: string
}

/** The meaning of a color: the result of a row, or the status of a run, an account or a delivery. */
export type Tone = 'success' | 'info' | 'notice' | 'other' | 'warning' | 'danger' | 'neutral'

/** A color scheme. */
export type Scheme = 'light' | 'dark'

/** The name of Mantine's color for buttons, links and what is selected. */
export const accent = 'indigo'

/** Behind a button's text in the accent, under the pointer in the light scheme. */
export const accentHover = '#ced9ff'

/** The surfaces of both schemes. */
export const surfaces: Readonly<Record<Scheme, SchemeColors>> = {
  light: { page: '#f6f7f9', card: '#ffffff', track: '#e9ebef', hover: '#f1f3f6' },
  dark: { page: '#141517', card: '#1c1d20', track: '#2e3035', hover: '#25262a' },
}

/**
 * The one scale of statuses, verdicts and charts. With each kind of color blindness all seven stay apart, and each has a contrast
 * of 3 with a card, which `test/dashboard/tokens.test.ts` checks.
 */
export const tones: Readonly<Record<Scheme, Readonly<Record<Tone, string>>>> = {
  light: {
    success: '#40825b',
    info: '#1e3cbe',
    notice: '#069bd6',
    other: '#7b4c7b',
    warning: '#b88811',
    danger: '#8a382a',
    neutral: '#8b8e96',
  },
  dark: {
    success: '#05eecc',
    info: '#4b71e8',
    notice: '#24b2f2',
    other: '#9a5997',
    warning: '#fab85e',
    danger: '#d14337',
    neutral: '#989899',
  },
}

/** Mantine's shades of the dark scheme, from text to the page; 6 is for menus and fields, 4 for borders. */
export const darkShades = [
  '#e6e7ea',
  '#b9bcc3',
  '#8f939b',
  '#6b6f78',
  '#3d4047',
  '#2e3035',
  '#25262a',
  '#1c1d20',
  '#141517',
  '#0e0f11',
] as const

/** Sizes of text in pixels: 14/20 for all text but captions and headings. */
export const text = { caption: 12, body: 14, lead: 16, section: 16, panel: 18, title: 22 } as const

/** Durations of transitions in milliseconds; none with reduced motion. */
export const motion = { fast: 100, normal: 150 } as const

/** The font, with the system's until it is loaded. */
export const fontFamily =
  '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** Returns the CSS color of a tone in the present scheme. */
export function toneColor(tone: Tone): string {
  return `var(--leadstream-${tone})`
}
