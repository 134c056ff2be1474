import { builder } from './builder.ts'

/** The enum `SortDirection`. */
export const SortDirectionRef = builder.enumType('SortDirection', {
  description: 'The direction of an order.',
  values: {
    ASC: { description: 'Ascending: from A to Z, the oldest or the smallest first.' },
    DESC: { description: 'Descending: from Z to A, the newest or the largest first.' },
  },
})
