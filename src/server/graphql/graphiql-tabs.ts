/** An operation that a newcomer finds in a tab of GraphiQL. */
export interface Starter {
  /** What a visitor does with it: a sentence, and the first line of the query. */
  readonly title: string
  readonly query: string
  readonly variables?: Record<string, unknown>
}

const csvText = `First name,Last name,Email,Job title,Company,Website
Ada,Lovelace,ada@analytical.example,Mathematician,Analytical Engines Ltd,analytical.example
Grace,Hopper,grace@compilers.example,Rear admiral,Compilers Inc.,compilers.example
Ada,Lovelace,ada@analytical.example,,Analytical Engines,
`

const operations: readonly Starter[] = [
  {
    title: 'Who am I, and what can I spend?',
    query: `# Not signed in yet? Put a token behind "Bearer" in the
# Headers editor below, or open /graphql#token=<token>
# to be signed in in every tab.
query Me {
  viewer {
    name
    email
    credits { balance reserved available }
  }
}
`,
  },
  {
    title: 'Look at a file before it is imported.',
    query: `# Nothing is charged.
# Next: hand uploadId and the mapping to createListWithImport.
mutation Preview($input: PreviewImportInput!) {
  previewImport(input: $input) {
    ... on PreviewImportPayload {
      uploadId
      dataType
      confidence
      reasoning
      columns
      totalRows
      previewRows
      personMapping { firstName lastName fullName email title linkedinUrl companyName companyDomain }
      warnings
    }
    ... on Error { code message }
  }
}
`,
    variables: { input: { csvText } },
  },
  {
    title: 'Import into a new list.',
    query: `# It answers within waitSeconds, whatever the size of the file; follow the run with importProgress.
mutation CreateList($input: CreateListWithImportInput!) {
  createListWithImport(input: $input) {
    ... on CreateListWithImportPayload {
      listId
      runId
      total
      imported
      merged
      wasCapped
      run { status }
    }
    ... on Error { code message }
  }
}
`,
    variables: {
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
    },
  },
  {
    title: 'Import a Sales Navigator search.',
    query: `# In the sandbox, which is there until a provider is configured, every search finds some 3,000 invented people.
mutation ImportSearch($input: ImportSalesNavInput!) {
  importSalesNav(input: $input) {
    ... on ImportSalesNavPayload {
      listId
      runId
      maxResults
      wasCapped
      run { status }
    }
    ... on Error { code message }
  }
}
`,
    variables: {
      input: {
        url: 'https://www.linkedin.com/sales/search/people?query=(keywords:growth)',
        maxResults: 200,
      },
    },
  },
  {
    title: 'Watch one run until it is over.',
    query: `# Put the runId of an import into the variables.
subscription Progress($runId: ID!) {
  importProgress(runId: $runId) {
    id
    status
    version
    pauseReason
    nextAttemptAt
    counts { total processed imported merged crossListSkipped blocked invalid unaffordable companiesCreated }
    error { code message }
  }
}
`,
    variables: { runId: '' },
  },
  {
    title: 'Watch all my runs, those that begin later too.',
    query: `subscription Activity {
  importActivity {
    id
    kind
    status
    counts { total processed imported }
    list { id name }
  }
}
`,
  },
  {
    title: 'Why were rows not imported?',
    query: `# Each of them with the reason and its cells. Put the runId of an import into the variables.
query Outcomes($runId: ID!) {
  importRun(id: $runId) {
    status
    counts { total imported merged crossListSkipped blocked invalid unaffordable }
    outcomes(first: 50) {
      totalCount
      nodes {
        rowNumber
        verdict
        reasonCode
        reason
        cells
        row { id fullName }
        list { id name }
        blockedCompany { id domain name reason }
      }
    }
  }
}
`,
    variables: { runId: '' },
  },
  {
    title: 'What landed in my lists.',
    query: `query Lists {
  lists(first: 10) {
    totalCount
    edges {
      node {
        id
        name
        enrichmentStatus
        rows(first: 20) {
          totalCount
          edges { node { id fullName firstName lastName email title company { name domain } } }
        }
      }
    }
  }
}
`,
  },
  {
    title: 'People of these companies are skipped by later imports.',
    query: `mutation Block($input: BlockCompaniesInput!) {
  blockCompanies(input: $input) {
    ... on BlockCompaniesPayload {
      outcomes {
        created
        error
        blockedCompany { id domain name reason }
      }
    }
    ... on Error { code message }
  }
}
`,
    variables: { input: { entries: [{ name: 'Compilers Inc.', reason: 'Already a customer' }] } },
  },
  {
    title: 'End a run that is under way.',
    query: `# What landed stays, and the credits that are left come back.
mutation Cancel($input: CancelImportInput!) {
  cancelImport(input: $input) {
    ... on CancelImportPayload { run { id status finishedAt counts { total processed imported } } }
    ... on Error { code message }
  }
}
`,
    variables: { input: { runId: '' } },
  },
  {
    title: 'What would an import cost at most?',
    query: `# Only rows that are new cost something. Nothing is reserved or spent by asking.
query Cost($action: CreditAction!, $count: Int!) {
  creditPreview(action: $action, count: $count) { costPerUnit totalCredits available sufficient }
}
`,
    variables: { action: 'IMPORT_LEAD', count: 1000 },
  },
  {
    title: 'Where did my credits go?',
    query: `# Newest first. All amounts add up to the balance, all reservedAmounts to what is reserved.
query Ledger {
  viewer {
    credits { balance reserved available }
    creditLedger(first: 20) {
      totalCount
      nodes { createdAt kind quantity amount reservedAmount importRunId note }
    }
  }
}
`,
  },
]

/** One for each main operation, in the order of a first visit. */
export const exampleTabs: readonly Starter[] = operations.map((operation) => ({
  ...operation,
  query: `# ${operation.title}\n${operation.query}`,
}))
