const header = 'First Name,Last Name,Email,Title,Company,Website,City,Country,LinkedIn'

/** Returns a CSV of distinct people, five per company, for `peopleMapping`. */
export function peopleCsv(rows: number): string {
  const lines = [header]
  for (let row = 0; row < rows; row++) lines.push(personLine(row, row % Math.ceil(rows / 5)))
  return `${lines.join('\n')}\n`
}

/** The same as a file of about 300 bytes a row, in pieces; its people are numbered from `first`, so that no two files share one. */
export async function* widePeopleCsv(rows: number, first: number): AsyncGenerator<string> {
  yield `${header},Phone,Headline\n`
  const pieces = 1_000
  for (let row = 0; row < rows; row += pieces) {
    const lines = Array.from({ length: Math.min(pieces, rows - row) }, (_, at) => {
      const person = first + row + at
      const company = first + ((row + at) % Math.ceil(rows / 5))
      const phone = `030 ${String(person).padStart(9, '5')}`
      const headline = `"Helps team ${person % 977} sell more, in less time, and to the people who need it most since ${1990 + (person % 30)}"`
      return `${personLine(person, company)},${phone},${headline}\n`
    })
    yield lines.join('')
  }
}

function personLine(row: number, company: number): string {
  return (
    `First${row},Last${(row * 7_919) % 100_003},person.${row}@company-${company}.com,Head of Sales,Company ${company} Inc,` +
    `https://www.company-${company}.com,Berlin,Germany,https://www.linkedin.com/in/person-${row}`
  )
}

/** Column of each field in `peopleCsv`. */
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

/** Column of each field in `widePeopleCsv`. */
export const widePeopleMapping = { ...peopleMapping, phone: 'Phone', headline: 'Headline' }
