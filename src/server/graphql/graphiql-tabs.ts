/** An example operation, in a tab of GraphiQL. */
export interface Starter {
  /** What it does, in one sentence; also the first line of the query. */
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
    title: 'Show my account and its credits.',
    query: `# Not signed in yet? Add a token after "Bearer" in the
# Headers editor below, or open /graphql#token=<token>
# to sign in for all tabs.
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
    title: 'Preview a file before importing it.',
    query: `# Nothing is charged.
# Next: pass uploadId and the mapping to createListWithImport.
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
    title: 'Import a file into a new list.',
    query: `# Returns within waitSeconds, whatever the size of the file; follow the run with importProgress.
mutation CreateList($input: CreateListWithImportInput!) {
  createListWithImport(input: $input) {
    ... on CreateListWithImportPayload {
      listId
      runId
      counts { total imported merged }
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
    query: `# Until a provider is configured, the sandbox finds about 3,000 fictional people for every search.
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
    title: 'Watch one run until it ends.',
    query: `# Set runId in the variables to that of an import.
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
    title: 'Watch all my runs, including those that start later.',
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
    title: 'List the rows of a run with their results.',
    query: `# Rows that were not imported have a reason. Set runId in the variables to that of an import.
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
    title: 'Show the people in my lists.',
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
    title: 'Block companies, so that later imports skip their people.',
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
    title: 'Cancel a run.',
    query: `# Imported rows stay in the list, and reserved credits that were not spent are returned.
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
    title: 'Show the maximum cost of an import.',
    query: `# Only new rows cost credits. This query reserves and spends nothing.
query Cost($action: CreditAction!, $count: Int!) {
  creditPreview(action: $action, count: $count) { costPerUnit totalCredits available sufficient }
}
`,
    variables: { action: 'IMPORT_LEAD', count: 1000 },
  },
  {
    title: 'Show my credit history.',
    query: `# Newest first. All amounts add up to balance, and all reservedAmounts to reserved.
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

/** Examples of the main operations, in the order in which a new user needs them. */
export const exampleTabs: readonly Starter[] = operations.map((operation) => ({
  ...operation,
  query: `# ${operation.title}\n${operation.query}`,
}))
