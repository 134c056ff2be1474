import { graphql } from '../../gql/gql.ts'
import type { ImportTargetsQuery, PreviewFileMutation, SimulateImportMutation } from '../../gql/graphql.ts'

/** Reads a file and says what is in it. */
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
        previewRows
        personMapping {
          firstName lastName fullName email phone title headline seniority department linkedinUrl salesNavUrl
          location city state country companyName companyDomain companyLinkedinUrl
          custom { column name }
        }
        companyMapping {
          name domain website linkedinUrl industry employeeCount employeeRange revenue founded description phone
          location city state country funding technologies
          custom { column name }
        }
      }
      ... on Error { code message }
      ... on UnreadableFileError { line }
    }
  }
`)

/** Says what would become of the rows of a file. */
export const SimulateImport = graphql(`
  mutation SimulateImport($input: PreviewImportInput!) {
    previewImport(input: $input) {
      ... on PreviewImportPayload {
        uploadId
        simulation {
          rows
          isComplete
          creditsNeeded
          creditsAvailable
          counts { imported merged crossListSkipped blocked invalid unaffordable }
          examples {
            rowNumber
            verdict
            reason
            cells
            list { id name }
          }
        }
      }
      ... on Error { code message }
      ... on InvalidMappingError { mapped: field }
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

/** Starts the import of a file into a list that is there. */
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

/** Where leads could go, by whose account they are found, and what there is to pay with. */
export const ImportTargets = graphql(`
  query ImportTargets {
    viewer { id credits { available } }
    lists(first: 500) { nodes { id name } }
    salesNavAccess { hasSalesNavigator account { id name } }
  }
`)

type PayloadOf<Answer> = Exclude<Answer, { code: string }>

/** What is in a file. */
export type Preview = PayloadOf<PreviewFileMutation['previewImport']>

/** What would become of its rows. */
export type Simulation = NonNullable<PayloadOf<SimulateImportMutation['previewImport']>['simulation']>

/** What `ImportTargets` answers. */
export type Targets = ImportTargetsQuery
