/** What each canonical field of a person says, in words for the schema. */
export const personText = {
  firstName: 'Given name.',
  lastName: 'Family name.',
  fullName: 'Whole name.',
  email: 'E-mail address, as the source wrote it.',
  phone: 'Telephone number, as the source wrote it.',
  title: 'Job title.',
  headline: 'The line under the name on LinkedIn.',
  seniority: 'Level of the job, such as `Director` or `VP`.',
  department: 'Part of the company that the person works in.',
  linkedinUrl: 'Address of the LinkedIn profile.',
  salesNavUrl: 'Address of the lead in Sales Navigator.',
  location: 'Place in one line, where the source does not split it.',
  city: 'City or town.',
  state: 'State, province or region.',
  country: 'Country, by name or code, as the source wrote it.',
  companyName: 'Name of the employer.',
  companyDomain: 'Web domain of the employer.',
  companyLinkedinUrl: "Address of the employer's page on LinkedIn.",
} as const

/** What each canonical field of a company says, in words for the schema. */
export const companyText = {
  name: 'Name of the company, legal form included.',
  domain: 'Web domain, such as `example.com`.',
  website: 'Address of the website.',
  linkedinUrl: "Address of the company's page on LinkedIn.",
  industry: 'Line of business.',
  employeeCount: 'How many people work there.',
  employeeRange: 'How many people work there as a range, such as `51-200`.',
  revenue: 'Yearly revenue, as the source wrote it.',
  founded: 'Year of foundation.',
  description: 'What the company does, in its own words.',
  phone: 'Telephone number, as the source wrote it.',
  location: 'Seat in one line, where the source does not split it.',
  city: 'City or town of the seat.',
  state: 'State, province or region of the seat.',
  country: 'Country of the seat, by name or code, as the source wrote it.',
  funding: 'Money raised, as the source wrote it.',
  technologies: 'Products and techniques that the company uses.',
} as const

/** What each field of a company says that no column of a file fills and enrichment alone does, in words for the schema. */
export const enrichedText = {
  headquarters: 'Seat in one line, as its page on LinkedIn says it.',
  logoUrl: 'Address of a picture of the logo. The provider may take it away one day: copy what you want to keep.',
  specialties: 'What the company says that it is good at.',
  linkedinFollowers: 'How many follow its page on LinkedIn.',
} as const
