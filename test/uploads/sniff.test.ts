import { describe, expect, it } from 'vitest'
import { sniff } from '../../src/uploads/sniff.ts'

const notes = 'Notes:\n"When exporting, you may notice, that some are missing; see https://example.com/help"\n\n'

describe('sniffing the delimiter', () => {
  it.each([
    ['Name,Email\nAda,a@b.example\n', ','],
    ['Name;Email\nAda;a@b.example\n', ';'],
    ['Name\tEmail\nAda\ta@b.example\n', '\t'],
    ['Name|Email\nAda|a@b.example\n', '|'],
    ['sep=;\nName;Title, Company\nAda;CEO, Acme\n', ';'],
    ['"sep=|"\nName|Title\nAda|CEO\n', '|'],
    ['Firma;Umsatz;Ort\nAcme;1,5;Köln\nBeta;2,5;Bonn\nGamma;3,5;Ulm\n', ';'],
    ['Betrag;Satz;Summe\n1,5;2,5;3,5\n1,5;2,5;3,5\n1,5;2,5;3,5\n', ';'],
    ['Name,Tags\nAda,a;b;c\nBob,d;e;f\n', ','],
    ['Name,Note\nAda,"one; two; three"\nBob,"one; two; three"\n', ','],
    ['Name;Note\nAda;"one, two, three"\nBob;"one, two, three"\n', ';'],
    [`${notes}First Name,Last Name,URL\nAda,Lovelace,x\n`, ','],
    ['Company\nAcme, Inc\nBeta\nGamma, Ltd\n', ';'],
    ['Company\n"Acme; Inc"\nBeta\n', ','],
    ['Email\na@b.example\n', ','],
    ['a,b,c\n# a remark\n# another\n# and one more\n1,2,3\n', ','],
  ])('finds it in %j', (text, delimiter) => {
    expect(sniff(text, true)?.delimiter).toBe(delimiter)
  })
})

describe('sniffing the header', () => {
  it.each([
    ['the first line', 'Name,Email\nAda,a@b.example\n', 1, 1, 'Name,'],
    ['below blank lines', '\n \nName,Email\nAda,a@b.example\n', 3, 3, 'Name,'],
    ['below notes', `${notes}First Name,Last Name,URL\nAda,Lovelace,x\n`, 4, 4, 'First Name,'],
    [
      'below a title in a padded line',
      'Report,,,\n,,,\nName,Email,Phone,City\nAda,a@b.example,1,Rome\n',
      3,
      3,
      'Name,',
    ],
    ['below a line of two words', 'Made by,Ada,,,,\nName,Email,Phone,City,State,Zip\nA,B,C,D,E,F\n', 2, 2, 'Name,'],
    ['below sep=', 'sep=;\nName;Email\nAda;x\n', 2, 2, 'Name;'],
    ['below a note of several lines', '"one\ntwo\nthree"\nName,Email,City\nAda,x,y\n', 4, 4, 'Name,'],
    ['with a blank name', ',Name,Email\n1,Ada,x\n', 1, 1, ',Name'],
    ['absent: an e-mail address', 'Ada,Lovelace,ada@example.com\nBob,Ross,bob@example.com\n', 0, 1, 'Ada,'],
    ['absent: a URL', 'Ada,https://www.linkedin.com/in/ada\nBob,https://www.linkedin.com/in/bob\n', 0, 1, 'Ada,'],
    ['absent: numbers', '1,2,x\n3,4,y\n', 0, 1, '1,2'],
    ['absent below a title', 'My leads\nAda,Lovelace,ada@example.com\nBob,Ross,b@example.com\n', 0, 2, 'Ada,'],
    ['a header with a URL in a name', 'Name,Email,https://example.com/field\nAda,x,y\n', 1, 1, 'Name,'],
  ])('finds it: %s', (_title, text, headerLine, startLine, start) => {
    const layout = sniff(text, true)
    expect(layout).toMatchObject({ headerLine, startLine })
    expect(text.slice(layout?.start).startsWith(start)).toBe(true)
  })

  it('finds none where there is no record', () => {
    expect(sniff('\n  \n\n', true)).toBeNull()
    expect(sniff('', true)).toBeNull()
  })

  it('does not take a long cell that the sample cuts for many records', () => {
    const text = `Name;Note\nAda;"${'one, two, three, four\n'.repeat(100)}`
    expect(sniff(text, false)).toMatchObject({ delimiter: ';', headerLine: 1 })
  })
})

describe('sniffing a long first cell', () => {
  it.each([
    ['digits', `${'1'.repeat(60_000)}x`],
    ['dots', `a@${'.'.repeat(60_000)}@`],
    ['blanks', `a${' '.repeat(60_000)}b`],
    ['quotes', `${'"'.repeat(60_001)}x`],
  ])('takes no second for %s', (_what, cell) => {
    const start = performance.now()
    expect(sniff(`Note,Name\n${cell},Ada\n`, true)).not.toBeNull()
    expect(sniff(`${cell},Ada\nx,Bob\n`, true)).not.toBeNull()
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('tells a long URL from a header all the same', () => {
    expect(sniff(`Ada,https://example.com/${'a'.repeat(1_000)}\nBob,x\n`, true)).toMatchObject({ headerLine: 0 })
  })
})
