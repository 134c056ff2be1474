/** The pages in the order of the navigation. */
export const pages = [
  { to: '/imports', label: 'Imports' },
  { to: '/lists', label: 'Lists' },
  { to: '/credits', label: 'Credits' },
  { to: '/block-list', label: 'Block list' },
  { to: '/accounts', label: 'LinkedIn accounts' },
  { to: '/settings', label: 'Settings' },
] as const
