/** A CSV of people who are all different, five to a company, as the mapping of `peopleMapping` reads it. */
export function peopleCsv(rows: number): string {
  const lines = ['First Name,Last Name,Email,Title,Company,Website,City,Country,LinkedIn']
  for (let row = 0; row < rows; row++) {
    const company = row % Math.ceil(rows / 5)
    lines.push(
      `First${row},Last${(row * 7_919) % 100_003},person.${row}@company-${company}.com,Head of Sales,Company ${company} Inc,` +
        `https://www.company-${company}.com,Berlin,Germany,https://www.linkedin.com/in/person-${row}`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** Which column of `peopleCsv` fills which field. */
export const peopleMapping = {
  firstName: 'First Name',
  lastName: 'Last Name',
  email: 'Email',
  title: 'Title',
  companyName: 'Company',
  companyDomain: 'Website',
  city: 'City',
  country: 'Country',
  linkedinUrl: 'LinkedIn',
}
