/** An operation that a newcomer finds in a tab of GraphiQL. */
export interface Starter {
  readonly query: string
  readonly variables?: Record<string, unknown>
}

const csvText = `First name,Last name,Email,Job title,Company,Website
Ada,Lovelace,ada@analytical.example,Mathematician,Analytical Engines Ltd,analytical.example
Grace,Hopper,grace@compilers.example,Rear admiral,Compilers Inc.,compilers.example
Ada,Lovelace,ada@analytical.example,,Analytical Engines,
`

/** One for each main operation, in the order of a first visit. */
export const starters: readonly Starter[] = [
  {
    query: `# Who am I, and what can I spend?
# Not signed in yet? Put a token behind "Bearer" in the
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
    query: `# Look at a file before it is imported. Nothing is charged.
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
    query: `# Import into a new list. It answers at once; follow the run with importProgress.
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
    query: `# Watch one run until it is over. Put the runId of an import into the variables.
subscription Progress($runId: ID!) {
  importProgress(runId: $runId) {
    id
    status
    version
    counts { total processed imported merged crossListSkipped blocked invalid unaffordable companiesCreated }
    error { code message }
  }
}
`,
    variables: { runId: '' },
  },
  {
    query: `# Watch all my runs, those that begin later too.
subscription Activity {
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
    query: `# What landed in my lists.
query Lists {
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
    query: `# People of these companies are skipped by later imports.
mutation Block($input: BlockCompaniesInput!) {
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
]
