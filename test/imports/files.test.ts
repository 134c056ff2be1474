import { describe, expect, it } from 'vitest'
import { importAlone } from '../support/import-alone.ts'

describe('small files, imported with the suggested mapping', () => {
  it.each<[what: string, lines: string[], expected: object]>([
    [
      'names of a participant whose last name is called a name',
      [
        'Nom acheteur;Prénom acheteur;Email acheteur;Nom participant;Prénom participant;Email participant',
        'Roux;Max;max@roux.example;Petit;Zoé;zoe@petit.example',
        'Roux;Max;max@roux.example;Morel;Luc;luc@morel.example',
      ],
      { imported: 2, people: [{ firstName: 'Zoé', lastName: 'Petit', email: 'zoe@petit.example' }, {}] },
    ],
    [
      'an address among other text in most cells',
      [
        'name\temail',
        'Ole Berg\tole@berg.example/ole@home.example',
        'Ole Berg\tEmail: ole@berg.example',
        'Ole Berg\tole@berg.example,',
        'Ole Berg\t[ole@berg.example](mailto:ole@berg.example)',
      ],
      { imported: 1, merged: 3, people: [{ email: 'ole@berg.example' }] },
    ],
    [
      'phone numbers that a program took for numbers, in all rows',
      ['Vorname;Nachname;Telefon', 'Ida;Lund;491711234567,0', 'Ole;Berg;4,91711234568E+11'],
      { people: [{ phone: '491711234567' }, { phone: '491711234568' }] },
    ],
    [
      'numbers and names without a header',
      ['+49 30 0000001;Ida Lund', '+49 30 0000002;Ole Berg'],
      { headerLine: 0, imported: 2, people: [{ fullName: 'Ida Lund' }, {}] },
    ],
    [
      'people whom LinkedIn does not show',
      ['Name,Company', 'LINKEDIN MEMBER,Alder', 'Пользователь LinkedIn,Alder', '領英會員,Alder', 'Ann Archer,Alder'],
      { imported: 1, invalid: 3 },
    ],
    [
      'addresses of profiles without a separator, and with signs after them',
      [
        'Name,URL',
        'Ida Lund,https://linkedin.comhttps://www.linkedin.com/in/ida-lund',
        'Ida L,https://www.linkedin.com/in/ida-lund…',
        'I Lund,"https://www.linkedin.com/in/ida-lund\\"',
        'Ole Berg,https://linkedin.comhttps://www.linkedin.com/in/ole-berg',
      ],
      { imported: 2, merged: 2 },
    ],
    [
      'phone numbers of which most were not found',
      ['full name,mobile', 'Ida Lund,❌ No mobile found', 'Ole Berg,k. A.', 'Eva Stern,+49 30 0000001', 'Uwe Zorn,🚫'],
      { imported: 4, people: [{}, {}, { phone: '+49 30 0000001' }, {}] },
    ],
    [
      'cells in single quotes',
      ["'name','email','company'", "'Ida Lund','ida@lund.example','Lund'", "'Bob O'Neil','bob@neil.example','Neil'"],
      { imported: 2, people: [{ fullName: 'Ida Lund', email: 'ida@lund.example', companyName: 'Lund' }, {}] },
    ],
    [
      'a count below the table',
      ['Name,Company', 'Ida Lund,Lund', 'Ole Berg,Berg', 'Records returned,2'],
      { rows: 2, imported: 2, warnings: [expect.stringContaining('below the table')] },
    ],
    [
      'a line that ends the export',
      ['Name,Company,Email', 'Ida Lund,Lund,ida@lund.example', '----- End of export -----'],
      { rows: 1, imported: 1 },
    ],
    [
      'people without an employer',
      [
        'Full Name,Company,Location',
        'Jan Novak,Currently unemployed,Rome',
        'Jan Novak,Freelance Designer,Graz',
        'Jan Novak,Own Company,Linz',
        'Jan Novak,Desempleada,Vigo',
      ],
      { imported: 4, companies: 0 },
    ],
    [
      'places on platforms and maps, by their titles',
      [
        'title,website,phone,rating',
        'Cafe Lund,https://cafelund.odoo.com,+1 555 000 0001,4.5',
        'Cafe Berg,https://cafeberg.odoo.com,+1 555 000 0002,4.1',
        'Cafe Ek,https://maps.app.goo.gl/ek,+1 555 000 0003,4.0',
        'Cafe Dahl,https://maps.app.goo.gl/dahl,+1 555 000 0004,4.9',
      ],
      { dataType: 'COMPANIES', imported: 4 },
    ],
    [
      'the participants of a meeting below the meeting',
      [
        'Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants',
        '123 456 789,Weekly,01/02/2024 09:00,01/02/2024 10:00,host@us.example,60,3',
        '',
        'Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest',
        'Ida Lund,ida@lund.example,01/02/2024 09:00,01/02/2024 10:00,60,Yes',
        'Ole Berg,ole@berg.example,01/02/2024 09:00,01/02/2024 10:00,60,Yes',
        'Eva Stern,eva@stern.example,01/02/2024 09:00,01/02/2024 10:00,60,Yes',
      ],
      { headerLine: 4, imported: 3, people: [{ fullName: 'Ida Lund', email: 'ida@lund.example' }, {}, {}] },
    ],
    [
      'the totals of an average',
      ['Company,Country,Employees', 'Lund AB,Sweden,51', 'Berg AS,Norway,1200', 'Average,,625'],
      { dataType: 'COMPANIES', rows: 2, imported: 2 },
    ],
    [
      'a table in Markdown',
      ['| Name | Email |', '| --- | :---: |', '| Ida Lund | ida@lund.example |', '| Ole Berg | ole@berg.example |'],
      { rows: 2, imported: 2, people: [{ fullName: 'Ida Lund', email: 'ida@lund.example' }, {}] },
    ],
    [
      'a table of the console of PostgreSQL',
      [' name     | email', '----------+------------------', ' Ida Lund | ida@lund.example', '(1 row)'],
      { rows: 1, imported: 1, people: [{ fullName: 'Ida Lund', email: 'ida@lund.example' }] },
    ],
    [
      'a table of the console of MySQL',
      [
        '+----------+------------------+',
        '| name     | email            |',
        '+----------+------------------+',
        '| Ida Lund | ida@lund.example |',
        '+----------+------------------+',
        '1 row in set (0.00 sec)',
      ],
      { rows: 1, imported: 1, people: [{ fullName: 'Ida Lund', email: 'ida@lund.example' }] },
    ],
    [
      'a template that says which columns are required',
      ['Name,Email,Company', 'Required,Required,Optional', 'Ida Lund,ida@lund.example,Lund'],
      { rows: 1, imported: 1 },
    ],
    [
      'names with addresses, without a header',
      ['Ida Lund <ida@lund.example>', 'Ole Berg <ole@berg.example>'],
      { headerLine: 0, imported: 2, people: [{ email: 'ida@lund.example' }, {}] },
    ],
    [
      'last and first name in one column',
      ['Nachname, Vorname;Firma', 'Lund, Ida;Lund AB', 'Berg, Ole;Berg AS', 'Ida Lund;Lund AB'],
      { imported: 2, merged: 1 },
    ],
    [
      'the number of the office rather than another',
      ['Name,Alternate Phone,Office Phone', 'Ida Lund,+49 30 0000001,+49 30 0000002', 'Ole Berg,,+49 30 0000004'],
      { imported: 2, people: [{ phone: '+49 30 0000002' }, {}] },
    ],
    [
      'subtotals and totals below the table',
      ['Owner,Name,Company', 'Amy Ash,Ida Lund,Lund', 'Amy Ash,Ole Berg,Berg', 'Subtotal,Count,2', 'Total,Count,2'],
      { rows: 2, imported: 2, warnings: [expect.stringContaining('below the table')] },
    ],
    ['a count in German', ['Name;Firma', 'Ida Lund;Lund', 'Ole Berg;Berg', 'Anzahl: 2'], { rows: 2, imported: 2 }],
    [
      'a company that is called Total',
      ['Company,Country', 'Lund AB,Sweden', 'Total,France', 'Berg AS,Norway'],
      { rows: 3, imported: 3 },
    ],
    ['companies without a header', ['Lund AB', 'Berg AS', 'Stern GmbH'], { headerLine: 0, imported: 3 }],
    [
      'addresses of people and their employers',
      ['E-Mail;Firma', 'ida@lund.example;Lund AB', 'ole.berg@berg.example;Berg AS'],
      { dataType: 'PEOPLE', imported: 2, companies: 2 },
    ],
    [
      'addresses of companies',
      ['Firma;E-Mail', 'Lund AB;info@lund.example', 'Berg AS;kontakt@berg.example'],
      { dataType: 'COMPANIES', imported: 2 },
    ],
    [
      'nothing, as a database exports it, and as nobody sees it',
      ['name,company', 'Ida Lund,\\N', '\u00a0,\u200b', 'Ole Berg,未入力'],
      { rows: 2, imported: 2, companies: 0 },
    ],
  ])('%s', (_, lines, expected) => {
    expect(importAlone(lines.join('\n'))).toMatchObject(expected)
  })
})
