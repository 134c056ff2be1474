import { graphql } from '../../gql/gql.ts'
import type { ImportTargetsQuery, PreviewFileMutation, SimulateImportSubscription } from '../../gql/graphql.ts'

/** Parses a file and suggests mappings. */
export const PreviewFile = graphql(`
  mutation PreviewFile($input: PreviewImportInput!) {
    previewImport(input: $input) {
      ... on PreviewImportPayload {
        uploadId
        fileName
        columns
        sheets
        sheet
        delimiter
        encoding
        headerLine
        dataType
        confidence
        reasoning
        totalRows
        warnings
        savedMapping { usedAt }
        previewRows
        personMapping {
          firstName lastName lastNamePrefix fullName email phone title headline seniority department linkedinUrl salesNavUrl
          location city state country companyName companyDomain companyLinkedinUrl rowId
          custom { column name }
        }
        companyMapping {
          name domain website linkedinUrl industry employeeCount employeeRange revenue founded description phone
          location city state country funding technologies rowId
          custom { column name }
        }
      }
      ... on Error { code message }
      ... on UnreadableFileError { line }
    }
  }
`)

/** Forgets the mapping of the last import of the same columns. */
export const ForgetMapping = graphql(`
  mutation ForgetMapping($uploadId: ID!) {
    forgetMapping(input: { uploadId: $uploadId }) {
      ... on ForgetMappingPayload { forgotten }
      ... on Error { code message }
    }
  }
`)

/** Previews the results of an import, with progress. */
export const SimulateImport = graphql(`
  subscription SimulateImport($input: ImportSimulationInput!) {
    importSimulation(input: $input) {
      counts {
        total processed imported merged updated crossListSkipped blocked invalid unaffordable noMatch companiesCreated
      }
      simulation {
        rows
        isComplete
        creditsNeeded
        creditsAvailable
        examples {
          rowNumber
          verdict
          reason
          cells
          list { id name }
        }
      }
    }
  }
`)

/** Starts the import of a file into a new list. */
export const ImportIntoNewList = graphql(`
  mutation ImportIntoNewList($input: CreateListWithImportInput!) {
    createListWithImport(input: $input) {
      ... on CreateListWithImportPayload { listId run { ...Run } }
      ... on Error { code message }
      ... on InvalidMappingError { mapped: field }
      ... on InvalidInputError { field }
    }
  }
`)

/** Starts the import of a file into an existing list. */
export const ImportIntoOwnList = graphql(`
  mutation ImportIntoOwnList($input: ImportIntoListInput!) {
    importIntoList(input: $input) {
      ... on ImportIntoListPayload { listId run { ...Run } }
      ... on Error { code message }
      ... on InvalidMappingError { mapped: field }
      ... on InvalidInputError { field }
    }
  }
`)

/** Starts the import of a search. */
export const ImportSearch = graphql(`
  mutation ImportSearch($input: ImportSalesNavInput!) {
    importSalesNav(input: $input) {
      ... on ImportSalesNavPayload { listId run { ...Run } }
      ... on Error { code message }
      ... on InvalidInputError { field }
    }
  }
`)

/** The user's lists, Sales Navigator account and credits. */
export const ImportTargets = graphql(`
  query ImportTargets {
    viewer { id credits { available } }
    lists(first: 500) { nodes { id name } }
    salesNavAccess { hasSalesNavigator account { id name } }
  }
`)

type PayloadOf<Result> = Exclude<Result, { code: string }>

/** The preview of a file. */
export type Preview = PayloadOf<PreviewFileMutation['previewImport']>

/** The previewed results of an import so far. */
export type SimulationCounts = SimulateImportSubscription['importSimulation']['counts']

/** The previewed results of an import. */
export type Simulation = NonNullable<SimulateImportSubscription['importSimulation']['simulation']>

/** The data of `ImportTargets`. */
export type Targets = ImportTargetsQuery

/** Returns whether an import would be refused, since it needs credits and there are none. */
export function lacksCredits({ creditsNeeded, creditsAvailable }: Simulation): boolean {
  return creditsNeeded > 0 && creditsAvailable === 0
}
