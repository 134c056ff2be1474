import fc from 'fast-check'

const maybe = (...values: string[]) => fc.constantFrom('', ...values)

const person = fc.tuple(
  maybe('Ann', 'Bob', 'ANN', 'Zoé'),
  maybe(
    'a@acme.com',
    'b@acme.com',
    'A@ACME.com',
    'x@gmail.com',
    'y@gmail.com',
    'info@acme.com',
    'y@blocked.com',
    'none',
  ),
  maybe('linkedin.com/in/a', 'linkedin.com/in/b', 'https://www.linkedin.com/in/A?x', '"linkedin.com/sales/lead/S1,x"'),
  maybe('linkedin.com/in/b', '"linkedin.com/sales/lead/S1,y"', 'linkedin.com/sales/people/S2'),
  maybe('Acme', 'ACME Inc.', 'Globex', 'Banned', 'Blocked'),
  maybe('acme.com', 'www.acme.com', 'acme.io', 'globex.com', 'gmail.com'),
  maybe('linkedin.com/company/acme', 'linkedin.com/company/globex'),
  maybe('Berlin', 'Paris'),
  maybe('1', '2'),
  maybe('Rome'),
  maybe('x'),
  maybe('France', 'Peru'),
)

/** A file of people who share names, addresses, profiles and companies; no field maps the column `note`. */
export const peopleFile = fc
  .array(person, { minLength: 1, maxLength: 30 })
  .map(
    (rows) =>
      `fullName,email,linkedinUrl,salesNavUrl,companyName,companyDomain,companyLinkedinUrl,location,phone,company.city,note,country\n${rows.join('\n')}\n`,
  )

const fieldPolicy = (...fields: string[]) =>
  fc.uniqueArray(fc.record({ field: fc.constantFrom(...fields), values: fc.constantFrom('FILL_EMPTY', 'OVERWRITE') }), {
    selector: ({ field }) => field,
    maxLength: 3,
  })

/** What an import into a list does with matches, and what may match: any settings. */
export const matchingInput = (dataType: 'PEOPLE' | 'COMPANIES') => {
  const tiers =
    dataType === 'PEOPLE'
      ? ['ROW_ID', 'LINKEDIN', 'EMAIL', 'NAME_AND_COMPANY', 'NAME_AND_LOCATION', 'NAME']
      : ['ROW_ID', 'DOMAIN', 'LINKEDIN', 'NAME']
  const fields =
    dataType === 'PEOPLE' ? ['email', 'fullName', 'companyName', 'company.city', 'custom'] : ['name', 'domain', 'city']
  return fc.record({
    onMatch: fc.record({
      values: fc.constantFrom('FILL_EMPTY', 'OVERWRITE', 'OVERWRITE'),
      fields: fieldPolicy(...fields),
      rows: fc.constantFrom('CREATE_AND_UPDATE', 'CREATE_AND_UPDATE', 'CREATE_ONLY', 'UPDATE_ONLY'),
    }),
    matchBy: fc.option(fc.subarray(tiers, { minLength: 1 }), { freq: 2 }),
  })
}

const company = fc.tuple(
  maybe('acme.com', 'https://www.globex.com/x', 'linktr.ee/acme'),
  maybe('Acme', 'ACME Inc.', 'Globex', 'Banned'),
  maybe('acme.com', 'shop.acme.com', 'acme.io', 'globex.com', 'blocked.com'),
  maybe('linkedin.com/company/acme', 'linkedin.com/company/globex'),
  maybe('Berlin', 'Paris'),
  maybe('x'),
)

/** A file of companies that share names, domains and pages; no field maps the column `note`. */
export const companyFile = fc
  .array(company, { minLength: 1, maxLength: 30 })
  .map((rows) => `website,name,domain,linkedinUrl,city,note\n${rows.join('\n')}\n`)
