/** How GraphQL Code Generator writes the types of operations, for the client and the dashboard. */
export const operationTypes = {
  useTypeImports: true,
  enumsAsTypes: true,
  onlyOperationTypes: true,
  avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: false },
  strictScalars: true,
  scalars: { DateTime: 'string', File: 'File' },
} as const
