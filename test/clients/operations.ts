/** Operations that each client sends, and the file that it uploads. */

export const previewFile = `mutation PreviewFile($file: File!) {
  previewImport(input: { file: $file }) {
    __typename
    ... on PreviewImportPayload { uploadId totalRows }
    ... on Error { code message }
  }
}`

export const importUpload = `mutation ImportUpload($uploadId: ID!) {
  createListWithImport(
    input: {
      name: "Pioneers"
      dataType: PEOPLE
      uploadId: $uploadId
      personMapping: { fullName: "Name", email: "Email", companyName: "Company" }
      waitSeconds: 30
    }
  ) {
    __typename
    ... on CreateListWithImportPayload { listId runId run { id status counts { imported } } }
    ... on Error { code message }
  }
}`

export const watchRun = `subscription WatchRun($runId: ID!) {
  importProgress(runId: $runId) { id status counts { processed } }
}`

/** Returns a file with this number of people, each at a company of their own. */
export function peopleFile(count: number): File {
  const lines = Array.from({ length: count }, (_, i) => `Person ${i},person${i}@company${i}.example,Company ${i}`)
  return new File([['Name,Email,Company', ...lines, ''].join('\n')], 'people.csv', { type: 'text/csv' })
}
