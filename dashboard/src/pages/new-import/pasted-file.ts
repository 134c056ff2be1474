/** Returns the file in pasted content: a copied file, or rows of a spreadsheet as one. Null for any other content. */
export function pastedFile(content: DataTransfer | null): File | null {
  const [file] = content?.files ?? []
  if (file) return file
  const text = content?.getData('text/plain') ?? ''
  return /\S[^\S\n]*[\t\n].*\S/s.test(text)
    ? new File([text], 'Pasted rows.tsv', { type: 'text/tab-separated-values' })
    : null
}
