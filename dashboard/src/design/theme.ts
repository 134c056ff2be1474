import {
  Alert,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  Notification,
  Popover,
  rem,
  Table,
  Tooltip,
} from '@mantine/core'
import { accent, accentHover, darkShades, fontFamily, motion, type Scheme, surfaces, text, tones } from './tokens.ts'

const transitionProps = { duration: motion.fast }
const heading = (pixels: number) => ({ fontSize: rem(pixels), lineHeight: '1.3', fontWeight: '600' })

/** Mantine's theme with the tokens, and the defaults of components. */
export const theme = createTheme({
  primaryColor: accent,
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily,
  colors: { dark: darkShades },
  fontSizes: {
    xs: rem(text.caption),
    sm: rem(text.body),
    md: rem(text.body),
    lg: rem(text.lead),
    xl: rem(text.panel),
  },
  lineHeights: { md: String(20 / 14) },
  headings: {
    fontWeight: '600',
    sizes: {
      h2: heading(text.title),
      h3: heading(text.panel),
      h4: heading(text.section),
      h5: heading(text.body),
    },
  },
  components: {
    // Alerts keep the text color; their border shows the severity.
    Alert: Alert.extend({ styles: { label: { color: 'var(--mantine-color-text)' }, body: { minWidth: 0 } } }),
    // Apart from its items, a menu may contain nothing that can have the focus.
    Menu: Menu.extend({ defaultProps: { transitionProps, withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: { transitionProps }, styles: { title: { fontWeight: 600 } } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } },
      styles: { description: { color: 'var(--mantine-color-text)' } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps } }),
    Table: Table.extend({
      styles: { th: { fontSize: rem(text.caption), fontWeight: 500, color: 'var(--mantine-color-dimmed)' } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { transitionProps } }),
  },
})

const variablesOf = (scheme: Scheme) => ({
  ...Object.fromEntries(Object.entries(tones[scheme]).map(([tone, color]) => [`--leadstream-${tone}`, color])),
  '--mantine-color-body': surfaces[scheme].card,
  '--mantine-color-default-hover': surfaces[scheme].hover,
  '--leadstream-page': surfaces[scheme].page,
  '--leadstream-track': surfaces[scheme].track,
})

/** The tokens as CSS variables, and replacements for Mantine's colors whose contrast is below WCAG AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--leadstream-motion': `${motion.normal}ms` },
  light: {
    ...variablesOf('light'),
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-anchor': `var(--mantine-color-${accent}-8)`,
    [`--mantine-color-${accent}-light-hover`]: accentHover,
  },
  dark: {
    ...variablesOf('dark'),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-anchor': `var(--mantine-color-${accent}-2)`,
  },
})
