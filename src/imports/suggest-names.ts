import type { CompanyField, PersonField } from './fields.ts'

/**
 * What people call a field, the most telling name first, in the form of `parseHeader`.
 * English, German, French, Spanish, Portuguese, Italian, Dutch, and some Chinese and Japanese.
 */
type Names<Field extends string> = Readonly<Record<Field, readonly string[]>>

const city = list(
  'city, town, post town, location city, address city, ort, stadt, wohnort, ville, localite, ciudad, cidade, municipio, citta, comune, plaats, woonplaats, stad, reg address post town, 城市',
)
const state = list(
  'state, state province, province, state code, region, county, state county, state county of address, location state, address region, address state, bundesland, departement, estado, provincia, regione, provincie, region geschaftlich, reg address county, 省份, 都道府県',
)
const country = list(
  'country, country region, country of address, nation, location country, address country, country code, land, land region, pays, nationalite, pais, paese, reg address country, 国家, 国',
)
const phone = list(
  'direct phone, phone, phone number, telephone, telephone number, direct dial, first phone, tel, telefon, telefonnummer, telefono, telefone, telefoon, numero de telephone, mobile phone, mobile, mobile number, cell phone, cell, mobil, mobiltelefon, handy, portable, movil, celular, cellulare, mobiel, home phone, tel直通, 手机号, 电话, 電話番号, 携帯電話',
)
const linkedin = list(
  'linkedin url, linkedin profile url, linkedin profile, linkedin, li profile url, profile url, linkedin link, li url, url, profile link, link',
)
const location = list(
  'location, address, headquarters location, headquarter, headquarters, hq, full address, legal entity address, locality, standort, adresse, anschrift, direccion, ubicacion, endereco, localizacao, indirizzo, adres, vestiging, 住所, 地址',
)

/** Names of a person's fields; those that speak of the employer are matched by `companyNames`. */
export const personNames: Names<Exclude<PersonField, 'companyName' | 'companyDomain' | 'companyLinkedinUrl'>> = {
  firstName: list(
    'first name, firstname, given name, forename, first, fname, vorname, prenom, primer nombre, nombre de pila, primeiro nome, voornaam, 名',
  ),
  lastName: list(
    'last name, lastname, surname, family name, last, lname, nachname, familienname, zuname, nom de famille, apellido, apellidos, sobrenome, apelido, cognome, achternaam, familienaam, 姓',
  ),
  fullName: list(
    'full name, fullname, complete name, display name, vollstandiger name, nom complet, nom et prenom, nombre completo, nome completo, volledige naam, 姓名, 氏名, 名前',
  ),
  email: list(
    'email, email address, mail, email adresse, mailadresse, adresse email, adresse mail, courriel, correo, correo electronico, endereco de email, indirizzo email, emailadres, personal email, private email, 邮箱, 电子邮件, メール, メールアドレス',
  ),
  phone,
  title: list(
    'job title, title, position, role, job, occupation, jobtitle, berufsbezeichnung, funktion, stelle, poste, fonction, intitule du poste, fonction hierarchique, cargo, puesto, funcao, ruolo, qualifica, mansione, functie, 职位, 役職',
  ),
  headline: list('headline, tagline, linkedin headline'),
  seniority: list('seniority, seniority level, management level, job level, level'),
  department: list(
    'department, departments, job function, function, division, abteilung, departamento, dipartimento, afdeling, 部门, 部署名, 部署',
  ),
  linkedinUrl: linkedin,
  salesNavUrl: list('sales navigator url, sales nav url, sales navigator profile, sales navigator, profile url, url'),
  location,
  city,
  state,
  country,
}

/** Names of a company's fields where the rest of the name or the file says that a company is meant. */
export const companyNames: Names<CompanyField> = {
  name: ['', ...list('name, legal name, trading name, 名, 名称')],
  domain: list('domain, website domain, domain name, web domain, email domain, domaine, dominio, domein'),
  website: list(
    'website, website url, site, web, url, web site, web page, homepage, homepage url, webseite, webadresse, internet, site web, site internet, sitio web, pagina web, sito, sito web, 网站, ホームページ',
  ),
  linkedinUrl: linkedin,
  industry: list(
    'industry, industries, sector, branche, wirtschaftszweig, secteur, secteur d activite, activite, activite principale, industria, setor, ramo, settore, bedrijfstak, sector de actividad, vertical, sic code sic text, sic text, category, categories, category list, kategorie, categorie, categoria, rubro, 行业, 業種',
  ),
  employeeCount: list(
    'employees, number of employees, number employees, employee count, staff count, headcount, no of employees, num employees, employee estimate, size, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, effectif, effectifs, nombre d employes, empleados, numero de empleados, funcionarios, dipendenti, numero dipendenti, medewerkers, aantal medewerkers, 员工数, 従業員数',
  ),
  employeeRange: list(
    'size range, employees range, employee range, staff count range, headcount range, size, employees, number of employees, employee count, headcount, staff count, mitarbeiter, mitarbeiterzahl, tranche effectif, effectif, effectifs, tamano, empleados, dipendenti, medewerkers, 规模',
  ),
  revenue: list(
    'annual revenue, revenue, estimated revenue, turnover, sales volume, umsatz, jahresumsatz, chiffre d affaires, ca, facturacion, ingresos, faturamento, fatturato, omzet, revenue range, 营收, 売上高',
  ),
  founded: list(
    'founded, founded year, year founded, founded date, founding year, founded at, founded on, incorporation date, date of incorporation, established, grundungsjahr, gegrundet, annee de creation, date creation, date de creation, ano de fundacion, fundada, ano de fundacao, anno di fondazione, opgericht, 成立时间, 設立',
  ),
  description: list(
    'description, short description, seo description, full description, long description, beschreibung, descripcion, descricao, descrizione, omschrijving, 简介, 简述, about, summary',
  ),
  phone: ['phone', ...phone.filter((name) => name !== 'phone')],
  location,
  city,
  state,
  country,
  funding: list(
    'total funding, funding, total funding amount, total funding amount in usd, funding total usd, total raised, funding amount, financement',
  ),
  technologies: list('technologies, technology, tech stack, technologien, tecnologias, tecnologie'),
}

/** Names that mean a company's name without saying "company". */
export const companyNouns = list(
  'raison sociale, razon social, razao social, ragione sociale, denomination sociale, bedrijfsnaam, firmenname, unternehmensname, nom de lentreprise, companyname, structure',
)

/** A bare "name" is a full name, or that half of one that no other column holds. */
export const bareNames = list('name, nom, nombre, nome, naam')

/** Columns that only a register of companies has, whatever they fill. */
export const companyRegisters = list(
  'siren, siret, cnpj, code ape, vat, vat number, duns, duns number, ust id, handelsregister, kvk, nif, cif, nature juridique, registration number',
)

/** And those that tell the same of a company by name ("Company Number"). */
export const companyTraits = list('number, type, status, category, stage')

/** Fields that a person never has, whatever the name's scope. */
export const alwaysCompany: ReadonlySet<CompanyField> = new Set([
  'domain',
  'website',
  'industry',
  'employeeCount',
  'employeeRange',
  'revenue',
  'founded',
  'description',
  'funding',
  'technologies',
])

/** Fields of a person that a name with "company" in it may mean ("Organization Title"). */
export const alwaysPerson: ReadonlySet<PersonField> = new Set(['title', 'department', 'seniority'])

function list(names: string): string[] {
  return names.split(', ')
}
