/** Schema descriptions of the canonical fields of a person. */
export const personText = {
  firstName: 'First name.',
  lastName: 'Last name.',
  fullName: 'Full name.',
  email: 'E-mail address, as the source wrote it.',
  phone: 'Phone number, as the source wrote it.',
  title: 'Job title.',
  headline: 'The line under the name on LinkedIn.',
  seniority: 'Seniority of the job, such as `Director` or `VP`.',
  department: 'Department that the person works in.',
  linkedinUrl: 'URL of the LinkedIn profile.',
  salesNavUrl: 'URL of the lead in Sales Navigator.',
  location: 'Location on one line, if the source does not split it.',
  city: 'City or town.',
  state: 'State, province or region.',
  country: 'Country, by name or code, as the source wrote it.',
  companyName: 'Name of the employer.',
  companyDomain: 'Domain of the employer.',
  companyLinkedinUrl: "URL of the employer's LinkedIn page.",
} as const

/** Schema descriptions of the canonical fields of a company. */
export const companyText = {
  name: 'Name of the company, including its legal form.',
  domain: 'Domain, such as `example.com`.',
  website: 'URL of the website.',
  linkedinUrl: "URL of the company's LinkedIn page.",
  industry: 'Industry.',
  employeeCount: 'Number of employees.',
  employeeRange: 'Number of employees as a range, such as `51-200`.',
  revenue: 'Annual revenue, as the source wrote it.',
  founded: 'Year in which the company was founded.',
  description: 'What the company does, in its own words.',
  phone: 'Phone number, as the source wrote it.',
  location: 'Headquarters on one line, if the source does not split it.',
  city: 'City or town of the headquarters.',
  state: 'State, province or region of the headquarters.',
  country: 'Country of the headquarters, by name or code, as the source wrote it.',
  funding: 'Money raised, as the source wrote it.',
  technologies: 'Technologies the company uses.',
} as const

/** Schema descriptions of the fields of a company that only enrichment fills. */
export const enrichedText = {
  headquarters: 'Headquarters on one line, from LinkedIn.',
  logoUrl: 'URL of the logo. The provider may remove the image: copy it if you want to keep it.',
  specialties: 'Specialties listed by the company.',
  linkedinFollowers: 'LinkedIn followers.',
} as const
