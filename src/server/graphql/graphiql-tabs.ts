import { readDocument } from './documents.ts'

/** A document of docs/operations/ in a tab of GraphiQL, with example variables. */
export interface Tab {
  readonly query: string
  readonly variables?: Record<string, unknown>
}

const csvText = `First name,Last name,Email,Job title,Company,Website
Ada,Lovelace,ada@analytical.example,Mathematician,Analytical Engines Ltd,analytical.example
Grace,Hopper,grace@compilers.example,Rear admiral,Compilers Inc.,compilers.example
Ada,Lovelace,ada@analytical.example,,Analytical Engines,
`

/** The tabs of GraphiQL, in the order in which a new user needs them. */
export const tabs: readonly Tab[] = [
  tab('viewer'),
  tab('preview-import', { input: { csvText } }),
  tab('create-list-with-import', {
    input: {
      name: 'My first list',
      dataType: 'PEOPLE',
      csvText,
      personMapping: {
        firstName: 'First name',
        lastName: 'Last name',
        email: 'Email',
        title: 'Job title',
        companyName: 'Company',
        companyDomain: 'Website',
      },
      waitSeconds: 5,
    },
  }),
  tab('import-sales-nav', {
    input: { url: 'https://www.linkedin.com/sales/search/people?query=(keywords:growth)', maxResults: 200 },
  }),
  tab('import-progress', { runId: '' }),
  tab('import-activity'),
  tab('import-outcomes', { runId: '' }),
  tab('lists'),
  tab('block-companies', { input: { entries: [{ name: 'Compilers Inc.', reason: 'Already a customer' }] } }),
  tab('cancel-import', { input: { runId: '' } }),
  tab('credit-preview', { action: 'IMPORT_LEAD', count: 1000 }),
  tab('credit-ledger'),
]

function tab(name: string, variables?: Record<string, unknown>): Tab {
  return { query: readDocument(name), ...(variables && { variables }) }
}
