import type { CompanyMapping, PersonMapping } from './mapping.ts'

/** What a file seems to hold, and which column seems to fill what. */
export interface Suggestion {
  dataType: 'PEOPLE' | 'COMPANIES'
  confidence: 'HIGH' | 'MEDIUM' | 'LOW'
  /** A sentence or two that name the columns that decided. */
  reasoning: string
  personMapping: PersonMapping
  companyMapping: CompanyMapping
}

/** Suggests a data type and both mappings from the columns' names and values. */
export function suggest(_columns: string[], _sampleRows: string[][]): Suggestion {
  throw new Error('Not written yet')
}
