import { describe, expect, it } from 'vitest'
import { companyNameKey, domainKey, emailKey, fold } from '../../src/identity/normalise.ts'
import { startCpuClock } from '../support/cpu-clock.ts'

describe('a name', () => {
  it.each([
    ['Jane Doe', 'jane doe'],
    ['  JANE   DOE ', 'jane doe'],
    ['José García-López', 'jose garcia lopez'],
    ['Øystein Åsæn', 'oystein asaen'],
    ['Łukasz Żółć', 'lukasz zolc'],
    ['Müller-Weiß', 'muller weiss'],
    ["O'Brien", 'obrien'],
    ['O’Brien', 'obrien'],
    ['J. P. Morgan', 'j p morgan'],
    ['山田 太郎', '山田 太郎'],
    ['Владимир Ильин', 'владимир ильин'],
    ['สมชาย ใจดี', 'สมชาย ใจดี'],
    ['ガギグ', 'ガギグ'],
    ['-', null],
    ['', null],
    ['\u00a0', null],
  ])('«%s» is %s without case, accents, punctuation and doubled spaces', (text, key) => {
    expect(fold(text)).toBe(key)
  })

  it('that is too long for an index becomes a digest that differs from those of other names', () => {
    const long = fold('a'.repeat(1_000_000))
    expect(long).toHaveLength(71)
    expect(fold('a'.repeat(1_000_001))).not.toBe(long)
  })
})

it('takes no time over a cell full of accents', () => {
  const cpuSeconds = startCpuClock()
  fold(`a${'\u0301\u0316'.repeat(500_000)}`)
  expect(cpuSeconds()).toBeLessThan(1)
})

describe("a company's name", () => {
  it.each([
    ['Acme Inc.', 'acme'],
    ['ACME, LLC', 'acme'],
    ['Acme GmbH & Co. KG', 'acme'],
    ['Acme S.A.', 'acme'],
    ['Acme S.r.l.', 'acme'],
    ['Acme Sp. z o.o.', 'acme'],
    ['Acme Pty Ltd', 'acme'],
    ['Acme (Holdings) Limited', 'acme holdings'],
    ['株式会社 日立製作所', '日立製作所'],
    ['ООО Ромашка', 'ромашка'],
    ['Inc.', 'inc'],
    ['AT&T', 'at t'],
    ['Société Générale', 'societe generale'],
    ['...', null],
  ])('«%s» is %s without its legal form', (text, key) => {
    expect(companyNameKey(text)).toBe(key)
  })
})

describe('a domain', () => {
  it.each([
    ['https://www.acme.com/about?x=1#y', 'acme.com'],
    ['WWW.Acme.COM', 'acme.com'],
    ['shop.acme.co.uk', 'acme.co.uk'],
    ['jane@mail.acme.de', 'acme.de'],
    ['acme.github.io', 'acme.github.io'],
    ['http://münchen.de/', 'xn--mnchen-3ya.de'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
    ['acme.com:8080', 'acme.com'],
    ['http://user:secret@acme.com/', 'acme.com'],
    ['www.example.com', 'example.com'],
    ['gmail.com', null],
    ['jane@GMX.de', null],
    ['https://www.linkedin.com/company/acme', null],
    ['linktr.ee/acme', null],
    ['https://x.com/acme', null],
    ['github.io', null],
    ['10.0.0.1', null],
    ['acme', null],
    ['not a domain.', null],
    ['', null],
  ])('«%s» is registered as %s', (text, key) => {
    expect(domainKey(text)).toBe(key)
  })
})

describe('an e-mail address', () => {
  it.each([
    ['Jane.Doe@Acme.com', 'jane.doe@acme.com'],
    [' mailto:jane@acme.com ', 'jane@acme.com'],
    ['jane+tag@acme.com', 'jane+tag@acme.com'],
    ['jane at acme.com', null],
    ['jane@acme', null],
    ['jane@acme.com, joe@acme.com', null],
    ['@acme.com', null],
  ])('«%s» identifies as %s', (text, key) => {
    expect(emailKey(text)).toBe(key)
  })
})
