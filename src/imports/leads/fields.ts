/** The canonical fields of a person, in the order of the contract. */
export const personFields = [
  'firstName',
  'lastName',
  'fullName',
  'email',
  'phone',
  'title',
  'headline',
  'seniority',
  'department',
  'linkedinUrl',
  'salesNavUrl',
  'location',
  'city',
  'state',
  'country',
  'companyName',
  'companyDomain',
  'companyLinkedinUrl',
] as const

/** The canonical fields of a company, in the order of the contract. */
export const companyFields = [
  'name',
  'domain',
  'website',
  'linkedinUrl',
  'industry',
  'employeeCount',
  'employeeRange',
  'revenue',
  'founded',
  'description',
  'phone',
  'location',
  'city',
  'state',
  'country',
  'funding',
  'technologies',
] as const

/** The columns that a person's mapping can name: those of its fields, and of parts of them. */
export const personColumns = [...personFields, 'lastNamePrefix'] as const

export type PersonField = (typeof personFields)[number]
export type PersonColumn = (typeof personColumns)[number]
export type CompanyField = (typeof companyFields)[number]

/** The fields that identify a person on their own; a mapping needs one of them. */
export const identifyingPersonFields = [
  'fullName',
  'firstName',
  'lastName',
  'email',
  'linkedinUrl',
  'salesNavUrl',
] as const satisfies readonly PersonField[]

/** The fields that identify a company on their own; a mapping needs one of them. */
export const identifyingCompanyFields = [
  'name',
  'domain',
  'website',
  'linkedinUrl',
] as const satisfies readonly CompanyField[]

/** Whether a field identifies a company. */
export function isIdentifyingCompanyField(field: CompanyField): field is (typeof identifyingCompanyFields)[number] {
  return identifyingCompanyFields.some((identifying) => identifying === field)
}

/** A column without a canonical field, kept under the given name. */
export interface CustomColumn {
  column: string
  name: string
}

/** The column of the file for each canonical field; null or absent for a field without one. */
export type Mapping<Field extends string> = { [F in Field]?: string | null | undefined } & {
  /** The column with the ids of rows, as an export has them. */
  rowId?: string | null | undefined
  custom?: CustomColumn[] | null | undefined
}
export type PersonMapping = Mapping<PersonColumn>
export type CompanyMapping = Mapping<CompanyField>
