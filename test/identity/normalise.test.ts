import { describe, expect, it } from 'vitest'
import { companyNameKey } from '../../src/identity/company-name.ts'
import { countryCode, countryOfLocation } from '../../src/identity/country.ts'
import { domainKey, mailHostOf } from '../../src/identity/domain.ts'
import { mailboxOf } from '../../src/identity/email.ts'
import { fold } from '../../src/identity/normalise.ts'
import { personNameKey } from '../../src/identity/person-name.ts'
import { placeKey } from '../../src/identity/place.ts'
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
    ['𝐉𝐚𝐧𝐞 𝐃𝐨𝐞', 'jane doe'],
    ['Acme™ №1', 'acme no1'],
    ['İpek', 'ipek'],
    ['An\u200bna', 'anna'],
    ['ﾔﾏﾀﾞ', 'ヤマダ'],
    ['مُحَمَّد', 'محمد'],
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

describe("a person's name", () => {
  it.each([
    ['Jürgen Köhler', 'jurgen kohler'],
    ['Juergen Koehler', 'jurgen kohler'],
    ['Jurgen Kohler', 'jurgen kohler'],
    ['Michael Bauer', 'michael bauer'],
    ['Manuel Goethals', 'manuel gothals'],
    ['Joel Noel', 'joel noel'],
    ['Prof. Dr. Ada Byron', 'ada byron'],
    ['Herr Dr. Alan Turing', 'alan turing'],
    ['Ing. Karel Novák', 'karel novak'],
    ['Ing Somchai', 'ing somchai'],
    ['Dr. Byron', 'dr byron'],
    ['Ada Byron, PhD, FCIPD', 'ada byron'],
    ['Ada Byron MBA', 'ada byron'],
    ['Ada Byron, M.Sc.', 'ada byron'],
    ['Jack MA', 'jack ma'],
    ['Ada Byron (she/her)', 'ada byron'],
    ['Ada Byron | We are hiring', 'ada byron'],
    ['Ada Byron - Talent Scout', 'ada byron'],
    ['William "Bill" Hope', 'william hope'],
    ['Byron, Ada', 'ada byron'],
    ['BYRON, ADA', 'ada byron'],
    ['BYRON Ada', 'ada byron'],
    ['ADA BYRON', 'ada byron'],
    ['Ada BYRON', 'ada byron'],
    ['Sam Ford, Jr.', 'sam ford jr'],
    ['Sam Ford II', 'sam ford ii'],
    ['Sam A.', 'sam a'],
    ['Дмитрий Чайковский', 'dmitri chaikovski'],
    ['Dmitry Chaykovsky', 'dmitri chaikovski'],
    ['Сергей Алексеев', 'sergei alexeev'],
    ['Sergei Alekseev', 'sergei alexeev'],
    ['Юлия Щукина', 'yulia shchukina'],
    ['Haakon Dahl', 'hakon dahl'],
    ['Håkon Dahl', 'hakon dahl'],
    ['Bill Hope', 'william hope'],
    ['Zbyszek Wójcik', 'zbigniew wojcik'],
    ['Kay Hope', 'kay hope'],
    ['Jo Hope', 'jo hope'],
    ['Horváth Gábor', 'gabor horvath'],
    ['Nguyễn Linh', 'linh nguyen'],
    ['Kim Ha-eun', 'haeun kim'],
    ['Zhang Wei', 'wei zhang'],
    ['Kim Martin', 'kim martin'],
    ['Мария Зайцева', 'maria zaitseva'],
    ['Зайцев Иван', 'ivan zaitsev'],
    ['Orlova Vera Ivanovna', 'vera ivanovna orlova'],
    ['Boris Yarov', 'boris yarov'],
    ['Наталья Орлова', 'natalia orlova'],
    ['Natalya Orlova', 'natalia orlova'],
    ['Ryabov Ivan', 'ivan riabov'],
    ['Bryan Hope', 'bryan hope'],
    ['Ryan Hope', 'ryan hope'],
    ['Er. Ada Byron', 'ada byron'],
    ['Prof.in Dr.in Ada Byron', 'ada byron'],
    ['Private', null],
    ['Александр Орлов', 'alexander orlov'],
    ['Thomas James', 'thomas james'],
    ['Hope Morgan', 'hope morgan'],
    ['Dr. med. Ada Byron', 'ada byron'],
    ['Prof. Dr. h.c. Ada Byron', 'ada byron'],
    ['Д-р Анна Орлова', 'anna orlova'],
    ["William 'Bill' Hope", 'william hope'],
    ['Ada Byron / Sales', 'ada byron'],
    ['Ada Byron #hiring', 'ada byron'],
    ['Ada Byron, open to work', 'ada byron'],
    ['山田太郎様', '山田太郎'],
    ['王芳女士', '王芳'],
    ['Guest', null],
    ['LinkedIn User', null],
    ['領英會員', null],
    ['Νίκος Παππάς', 'nikos pappas'],
    ['Ada Byron ☕️', 'ada byron'],
    ['Ada Byron -- hiring', 'ada byron'],
    ['Sam Ford (padre)', 'sam ford sr'],
    ['Sam Ford (jun.)', 'sam ford jr'],
    ['E. D. Ford', 'e d ford'],
    ['Dan A. Kim', 'daniel a kim'],
    ['Min-jun Kim', 'minjun kim'],
    ['RA MARIA FORD', 'ra maria ford'],
    ['Ada Byron, Realtor®', 'ada byron'],
    ['RA Ada Byron', 'ada byron'],
    ['佐藤 太郎', '佐藤太郎'],
    ['N.N.', null],
    ['Ada Byron geb. Gordon', 'ada byron'],
    ['LinkedIn Member', null],
    ['Membre de LinkedIn', null],
    ['-', null],
  ])('«%s» is %s', (text, key) => {
    expect(personNameKey(text, true)).toBe(key)
  })

  it.each(['Dmitriy Kovalsky', 'Joerg Mueller', 'Valerii Petrov', 'Dr Doe', 'Ann Jr', 'Zoe Bauer'])(
    'has one key in capitals, small letters and with accents: %s',
    (name) => {
      const key = personNameKey(name, true)
      expect(personNameKey(name.toUpperCase(), true)).toBe(key)
      expect(personNameKey(name.toLowerCase(), true)).toBe(key)
      expect(personNameKey(name.replace('o', 'ó'), true)).toBe(key)
    },
  )

  it('in parts is in order', () => {
    expect(personNameKey('ADA Byron', false)).toBe('ada byron')
    expect(personNameKey('Ada Byron, PhD', false)).toBe('ada byron')
  })
})

describe("a company's name", () => {
  it.each([
    ['Acme Inc.', 'acme'],
    ['Acme S.r.l. in liquidazione', 'acme'],
    ['Norwegian Cod (NORCOD)', 'norwegian cod'],
    ['Salesforce (SALES)', 'salesforce sales'],
    ['Customer.io', 'customerio'],
    ['Acme (UAE)', 'acme uae'],
    ['Gebrüder Stolz GmbH', 'gebr stolz'],
    ['4Rivers Paving', '4 rivers paving'],
    ['Acme Inh. Ada Byron', 'acme'],
    ['ACME, LLC', 'acme'],
    ['Acme GmbH & Co. KG', 'acme'],
    ['Acme AG & Co. KGaA', 'acme'],
    ['Acme S.A.', 'acme'],
    ['Acme S.r.l.', 'acme'],
    ['Acme Sp. z o.o.', 'acme'],
    ['Acme Pty Ltd', 'acme'],
    ['Acme gGmbH', 'acme'],
    ['Acme S. de R.L. de C.V.', 'acme'],
    ['Acme d.o.o.', 'acme'],
    ['Acme A/S', 'acme'],
    ['AB Acme', 'acme'],
    ['PT Acme Tbk', 'acme'],
    ['Acme (Holdings) Limited', 'acme holdings'],
    ['株式会社 日立製作所', '日立製作所'],
    ['㈱山田商店', '山田商店'],
    ['山田商店(株)', '山田商店'],
    ['株式会社', '株式会社'],
    ['深圳市星光科技有限公司', '深圳市星光科技'],
    ['주식회사 한빛', '한빛'],
    ['ООО Ромашка', 'romashka'],
    ['Ромашка ЕООД', 'romashka'],
    ['ТОВ «Ромашка»', 'romashka'],
    ['Romashka', 'romashka'],
    ['Ήλιος Α.Ε.', 'ilios'],
    ['Inc.', 'inc'],
    ['AT&T', 'at and t'],
    ['Braun & Söhne', 'braun and sohne'],
    ['Braun und Soehne', 'braun and sohne'],
    ['Braun + Söhne', 'braun and sohne'],
    ['The Body Shop', 'body shop'],
    ['Booking.com', 'booking'],
    ['Acme Inc. (formerly Road Runner)', 'acme'],
    ['J. P. Braun', 'jp braun'],
    ['L Étoile', 'letoile'],
    ['L’Étoile', 'letoile'],
    ['Contact Me', 'contact me'],
    ['Padaria Sol ME', 'padaria sol'],
    ['Société Générale', 'societe generale'],
    ['Acme gemeinnützige GmbH', 'acme'],
    ['Acme GmbH i.L.', 'acme'],
    ['Acme S.n.c. di Rossi Ada & C.', 'acme'],
    ['Acme Soc. Coop. a r.l.', 'acme'],
    ['Coöperatie Acme U.A.', 'cooperatie acme ua'],
    ['Acme Coöperatief U.A.', 'acme'],
    ['Acme Osakeyhtiö', 'acme'],
    ['S.C. Acme S.R.L.', 'acme'],
    ['SC Acme', 'sc acme'],
    ['Acme d.d.', 'acme'],
    ['Acme San. ve Tic. Ltd. Şti.', 'acme'],
    ['Общество с ограниченной ответственностью «Ромашка»', 'romashka'],
    ['Công ty Cổ phần Acme', 'acme'],
    ['บริษัท น้ำใส จำกัด', fold('น้ำใส')],
    ['شركة الماء النقي ذ.م.م', 'الماء النقي'],
    ['M/s Acme (P) Ltd', 'acme'],
    ['Body Shop, The', 'body shop'],
    ['Acme, Inc. dba Road Runner', 'acme'],
    ['Acme | Rockets for all', 'acme'],
    ['Лукойл', 'lukoil'],
    ['Acme e. V.', 'acme'],
    ['Acme eGbR', 'acme'],
    ['Acme Stiftung & Co. KG', 'acme'],
    ['Tmi Acme', 'acme'],
    ['Stichting Acme', 'acme'],
    ['The Daily Scoop', 'daily scoop'],
    ['Golden Keg', 'golden keg'],
    ['Acme spol.s r.o.', 'acme'],
    ['ПАТ «Ромашка»', 'romashka'],
    ['Ромашка ЕТ', 'romashka'],
    ['AT Acme', 'at acme'],
    ['บริษัท น้ำใส จำกัด (มหาชน)', fold('น้ำใส')],
    ['Acme S.à r.l.', 'acme'],
    ['Acme SH.P.K.', 'acme'],
    ['Между работами', null],
    ['Entrepreneur', null],
    ['Self-employed', null],
    ['Selbstständige', null],
    ['Currently unemployed', null],
    ['Freelance Consultant', null],
    ['Indépendante', null],
    ['Самозанятый', null],
    ['自营', null],
    ['Freelancer', null],
    ['Stealth Startup', null],
    ['...', null],
  ])('«%s» is %s without its legal form', (text, key) => {
    expect(companyNameKey(text)).toBe(key)
  })
})

describe('a domain', () => {
  it.each([
    ['https://www.acme.com/about?x=1#y', 'acme.com'],
    ['WWW.Acme.COM', 'acme.com'],
    ['acme.com.', 'acme.com'],
    ['//acme.com', 'acme.com'],
    ['acme.com, acme.de', 'acme.com'],
    ['shop.acme.co.uk', 'acme.co.uk'],
    ['jane@mail.acme.de', 'acme.de'],
    ['acme.github.io', 'acme.github.io'],
    ['https://acme.business.site/?utm_source=gmb', 'acme.business.site'],
    ['https://acme.weebly.com', 'acme.weebly.com'],
    ['http://münchen.de/', 'xn--mnchen-3ya.de'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
    ['acme.com:8080', 'acme.com'],
    ['http://user:secret@acme.com/', 'acme.com'],
    ['www.example.com', 'example.com'],
    ['bt.com', 'bt.com'],
    ['acme.en.alibaba.com', 'acme.en.alibaba.com'],
    ['google.com', 'google.com'],
    ['http//acme.com', 'acme.com'],
    ['*.acme.com', 'acme.com'],
    ['https://www.google.com/url?sa=t&q=https://www.acme.com/&x=1', 'acme.com'],
    ['acme.odoo.com', 'acme.odoo.com'],
    ['gmail.com', null],
    ['jane@GMX.de', null],
    ['sky.com', null],
    ['https://business.facebook.com/acme', null],
    ['https://maps.app.goo.gl/acme', null],
    ['https://tabelog.com/acme', null],
    ['https://forms.gle/acme', null],
    ['https://www.alibaba.com/acme', null],
    ['neocities.org', null],
    ['none.com', null],
    ['www.website.com', null],
    ['posteo.de', null],
    ['https://www.linkedin.com/company/acme', null],
    ['linktr.ee/acme', null],
    ['https://x.com/acme', null],
    ['https://sites.google.com/view/acme', null],
    ['https://www.google.com/maps/place/acme', null],
    ['https://www.yelp.com/biz/acme', null],
    ['wordpress.com', null],
    ['github.io', null],
    ['10.0.0.1', null],
    ['acme', null],
    ['not a domain.', null],
    ['', null],
  ])('«%s» is registered as %s', (text, key) => {
    expect(domainKey(text)).toBe(key)
  })

  it('of many identifies its own company by the name', () => {
    expect(domainKey('gmx.de', 'GMX GmbH')).toBe('gmx.de')
    expect(domainKey('https://t-online.de', 'T-Online')).toBe('t-online.de')
    expect(domainKey('yelp.com', 'Yelp')).toBe('yelp.com')
    expect(domainKey('gmx.de', 'Acme')).toBeNull()
    expect(domainKey('yelp.com/biz/yelpers', 'Yelpers')).toBeNull()
  })

  it('of an e-mail address is that of the employer, unless the mail is free', () => {
    expect(mailHostOf('sales.acme.de').employerDomain).toBe('acme.de')
    expect(mailHostOf('yahoo.co.jp').employerDomain).toBeNull()
    expect(mailHostOf('fastmail.com').employerDomain).toBeNull()
    expect(mailHostOf('bt.com').employerDomain).toBeNull()
  })
})

describe('an e-mail address', () => {
  it.each([
    ['Jane.Doe@Acme.com', 'jane.doe@acme.com'],
    [' mailto:jane@acme.com ', 'jane@acme.com'],
    ['Jane Doe <jane@acme.com>', 'jane@acme.com'],
    ['"jane@acme.com"', 'jane@acme.com'],
    ['jane@acme.com;', 'jane@acme.com'],
    ['jane@acme.com.', 'jane@acme.com'],
    ['jane+tag@acme.com', 'jane@acme.com'],
    ['Jane.Doe+x@googlemail.com', 'janedoe@gmail.com'],
    ['jane@münchen.de', 'jane@xn--mnchen-3ya.de'],
    ['jane at acme.com', undefined],
    ['jane@acme', undefined],
    ['jane@acme.com, joe@acme.com', 'jane@acme.com'],
    ['jane@acme.com%20', 'jane@acme.com'],
    ['@acme.com', undefined],
  ])('«%s» identifies as %s', (text, key) => {
    expect(mailboxOf(text)?.address).toBe(key)
  })

  it.each([
    ['info@acme.com', true],
    ['Vertrieb@acme.de', true],
    ['sales2@acme.com', true],
    ['jane@acme.com', false],
    ['informant@acme.com', false],
    ['info.berlin@acme.com', true],
    ['emea-sales@acme.com', true],
    ['frontdesk@acme.com', true],
    ['ufficio.acquisti@acme.it', true],
    ['gil.family.2012@gmail.com', true],
    ['parts@acme.com', true],
    ['zamowienia@acme.pl', true],
    ['ugyfelszolgalat@acme.hu', true],
    ['zakaz@acme.ru', true],
    ['sklep@acme.pl', true],
    ['rezervari@acme.ro', true],
    ['firmapost@acme.no', true],
    ['acme@acme.com', true],
    ['the.smiths@gmail.com', true],
    ['familie.meier@gmx.de', true],
    ['anna.und.tom@web.de', true],
    ['theodor.s@gmail.com', false],
    ['theas@gmail.com', false],
    ['the.smiths@acme.com', false],
    ['anna.berlin@acme.com', false],
    ['ann-marie@acme.com', false],
  ])('«%s»: a role is %s', (text, isRole) => {
    expect(mailboxOf(text)?.isRole).toBe(isRole)
  })

  it('is private or for work', () => {
    expect(mailboxOf('jane@wp.pl')?.isPrivate).toBe(true)
    expect(mailboxOf('jane@hotmail.co.uk')?.isPrivate).toBe(true)
    expect(mailboxOf('jane@acme.com')?.isPrivate).toBe(false)
  })
})

describe('a place', () => {
  it.each([
    ['Wien', 'Vienna'],
    ['Milano, Italia', 'Milan, Italy'],
    ['Berlin, Germany', 'Berlin Germany'],
    ['München, Deutschland', 'Munich, Germany'],
  ])('«%s» is «%s»', (one, other) => {
    expect(placeKey(one)).toBe(placeKey(other))
  })

  it('in a state is not one in the country that has the same code', () => {
    expect(placeKey('Ontario, CA')).not.toBe(placeKey('Ontario, Canada'))
  })
})

describe('a country', () => {
  it.each([
    ['Deutschland', 'DE'],
    ['Côte d’Ivoire', 'CI'],
    ['USA', 'US'],
    ['uk', 'GB'],
    ['日本', 'JP'],
    ['NA', 'NA'],
    ['Atlantis', undefined],
  ])('«%s» is %s', (text, code) => {
    expect(countryCode(text)).toBe(code)
  })

  it.each([
    ['Madrid, Spain', 'ES'],
    ['Austin, Texas', 'US'],
    ['Austin, TX', undefined],
    ['Berlin, DE', undefined],
    ['Atlanta, Georgia', undefined],
    ['Seoul', undefined],
  ])('is at the end of «%s»: %s', (text, code) => {
    expect(countryOfLocation(text)).toBe(code)
  })
})
