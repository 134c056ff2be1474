export { keyless, possibleTypes } from './gql/shape.ts'
