import graphql from '@graphql-eslint/eslint-plugin'

const recommended = graphql.configs['flat/schema-recommended'].rules
const relay = graphql.configs['flat/schema-relay'].rules

/** Values that belong to what they are read from, and are nothing of their own. */
const values = [
  'AddLeadsItem',
  'BlockCompanyOutcome',
  'CompanyMapping',
  'CreditCost',
  'CreditPreview',
  'CreditUsageDay',
  'Credits',
  'CustomColumn',
  'CustomValue',
  'EnrichmentReason',
  'ImportCounts',
  'ImportOutcome',
  'ImportSimulation',
  'ImportSimulationExample',
  'ImportSimulationProgress',
  'LinkedInSyncFailure',
  'KeptLead',
  'ListStats',
  'OutcomeReason',
  'PageInfo',
  'PersonMapping',
  'PossibleDuplicate',
  'RejectedBlockEntry',
  'SalesNavAccess',
  'SavedMapping',
  'ServerInfo',
]

// ESLint reads the schema alone; everything else is Biome's.
export default [
  { ignores: ['**', '!schema.graphql'] },
  {
    files: ['schema.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...recommended,
      ...relay,
      '@graphql-eslint/input-name': 'error',
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      '@graphql-eslint/require-deprecation-date': 'error',
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
      '@graphql-eslint/require-type-pattern-with-oneof': 'error',
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        { exceptions: { types: values, suffixes: ['Payload', 'Connection', 'Edge', 'Error'] } },
      ],
      // One direction is enough for the specification, and all that keyset pages have.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Nodes of connections need not implement Node; short lists, such as warnings, have no pages.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // Not taken: alphabetize (the printer sorts), no-root-type, require-field-of-type-query-in-mutation-result (a payload
      // names what it changed), require-nullable-result-in-root (the unions of a mutation always answer).
    },
  },
]
