import type { Concept } from './concept.ts'
import { foldHeader } from './fold.ts'
import { languages } from './languages.ts'

interface Names {
  clear: readonly string[]
  /** Names that are clear only in a file of companies; among people, they may mean many things. */
  loose?: readonly string[]
}

/**
 * Names of each attribute, the most specific first, without words for its owner.
 * English, German, French, Spanish, Portuguese, Italian and Dutch; `languages.ts` has the others.
 */
const names: Readonly<Record<Concept, Names>> = {
  firstName: clear(
    'first name, firstname, given name, forename, first, fname, given, vorname, rufname, prenom, prenom usuel, primer nombre, nombre de pila, primeiro nome, nome proprio, voornaam, roepnaam, voornamen, voorletters',
  ),
  lastName: clear(
    'last name, lastname, surname, family name, last, lname, family, nachname, familienname, zuname, nachnamen, nom de famille, nom de naissance, apellido, apellidos, sn, primer apellido, apellido paterno, sobrenome, apelido, ultimo nome, cognome, achternaam, familienaam',
  ),
  fullName: clear(
    'employee name, staff name, nachname vorname, last name first name, surname first name, full name, fullname, name full, complete name, vollstandiger name, vor und nachname, vorname nachname, first and last name, name and surname, name surname, nom complet, nom et prenom, nom prenom, prenom nom, prenom et nom, nombre completo, nombre y apellidos, nombre y apellido, nombre apellidos, nome completo, nome e cognome, nome cognome, cognome e nome, cognome nome, nome e sobrenome, nome sobrenome, vorname name, name vorname, apellido nombre, apellidos nombre, apellidos y nombre, nominativo, volledige naam, voor en achternaam, fn',
  ),
  name: clear('name, names, display name, nom, nombre, nome, naam, namn'),
  email: clear(
    'email, email address, mail, mail address, email adresse, mailadresse, emailadresse, adresse email, adresse mail, adresse de messagerie, adresse electronique, courriel, correo, correo electronico, direccion de correo electronico, direccion de correo, endereco de email, endereco eletronico, indirizzo email, posta elettronica, indirizzo di posta elettronica, emailadres, mailadres, email addr, mail id, email id, email adressen, email comercial, personal email, private email',
  ),
  phone: clear(
    'direct phone, direct dial, direct line, direct number, phone direct, phone, phone number, telephone, telephone number, first phone, tel, telefon, telefonnummer, rufnummer, durchwahl, telefono, telefone, fone, telefoon, telefoonnummer, numero de telephone, recapito telefonico, mobile phone, mobile, mobile number, mobile phone number, cell phone, cell, cell number, cellphone, tel fixe, telephone fixe, ligne directe, telefono fijo, telefone comercial, telefono comercial, tel ufficio, telefono ufficio, tel portable, tel mobile, telephone mobile, telephone portable, mobil, mobiltelefon, mobilnummer, handy, handynummer, portable, movil, telefono movil, celular, telefone celular, telemovel, cellulare, mobiel, mobiel nummer, gsm, home phone, sms, whatsapp',
  ),
  title: clear(
    'job title, title, position, role, job, job position, job role, occupation, jobtitle, position title, role title, designation, headline title, berufsbezeichnung, jobtitel, stellenbezeichnung, positionsbezeichnung, funktion, rolle, stelle, titel, beruf, poste, fonction, intitule de poste, intitule du poste, fonction hierarchique, titre du poste, cargo, puesto, puesto de trabajo, ocupacion, funcao, ruolo, qualifica, mansione, posizione, functie, functietitel, rol, position held, stellung, tatigkeit, fonction exercee, metier, cargo ocupado, incarico, functieomschrijving, function',
  ),
  headline: clear('headline, linkedin headline, profile headline, tagline, subtitle, intro'),
  seniority: clear(
    'seniority, seniorities, seniority level, management level, job level, job seniority, level of seniority, career level, karrierestufe, niveau hierarchique, level',
  ),
  department: clear(
    'department, departments, job department, job function, function, division, abteilung, bereich, departement, service, departamento, dipartimento, reparto, area funcional, afdeling, team, faculty, fakultat, faculte, facultad, faculdade, facolta',
  ),
  linkedin: clear(
    'linkedin url, linkedin profile url, linkedin profile, linkedin, li profile url, li profile, profile url, linkedin link, linkedin page, linkedin page url, linkedin public url, public profile url, li url, li, linkedin handle, linkedin profil, profil linkedin, perfil linkedin, perfil de linkedin, profilo linkedin, linkedin profiel, social link, social url, url, profile link, profile, link',
  ),
  salesNav: clear(
    'sales navigator url, sales nav url, salesnavigator url, salesnav url, sales navigator profile, sales navigator profile url, sales navigator link, sales nav link, sales navigator, sales nav, profile url, url',
  ),
  location: clear(
    'location, loc, address, addresses, morada, direccion comercial, indirizzo sede, full address, address full, complete address, legal entity address, standort, sitz, hauptsitz, adresse, anschrift, postanschrift, rechnungsanschrift, adresse complete, adresse postale, siege, siege social, localisation, localizacion, direccion, domicilio, domicilio social, sede, sede legale, ubicacion, endereco, localizacao, indirizzo, adres, vestiging, adr, locality, where, based in, where based, geography',
  ),
  city: clear(
    'city, town, post town, city town, ort, stadt, wohnort, firmensitz, ville, commune, localite, ciudad, poblacion, poblacio, localidad, ciudad de correo, cidade, localidade, concelho, municipio, citta, comune, localita, plaats, woonplaats, vestigingsplaats, stad, locality, municipality, comune sede, suburb, metro, sitz, hauptsitz, sede',
  ),
  state: clear(
    'state, state province, province, province code, state code, state abbr, region, county, state county, state county of address, state region, bundesland, kanton, departement, estado, uf, st, provincia, prov, comunidad autonoma, regione, provincie, dep region, departamento, distrito, emirate, provincia sede, entidad federativa',
  ),
  country: clear(
    'country, country region, country of address, country of residence, pays de residence, pais de residencia, herkunftsland, nation, country code, landercode, landerkennzeichen, codigo pais, code pays, ctry, country name, land, land region, staat, pays, pais de correo, pays region, nationalite, pais, paese, nazione, stato, country key',
  ),
  companyName: clear(
    'companyname, raison sociale, razon social, razao social, ragione sociale, denomination sociale, denominacion social, denominazione, denominazione sociale, bedrijfsnaam, firmenname, unternehmensname, nombre comercial, nome fantasia, nom commercial, structure, affiliation, workplace, works at, firmenbezeichnung, handelsnaam, statutaire naam, outlet, media outlet',
  ),
  companyLabel: clear('name, legal name, trading name, trade name, brand, brand name, official name'),
  domain: clear(
    'domain, website domain, domain name, web domain, email domain, web address domain, domaine, nom de domaine, dominio, domein',
  ),
  website: ofCompany(
    'website, website url, site, web, url, web site, web page, homepage, homepage url, home page, webpage, web address, webadresse, webseite, website adresse, internet, internetadresse, internetseite, webadres, site web, site internet, site url, sitio web, pagina web, web url, sito, sito web, sito internet',
    '',
  ),
  industry: ofCompany(
    'industry, industries, sector, industry type, industry name, industry sector, industry vertical, branche, wirtschaftszweig, secteur, secteur d activite, activite, activite principale, industria, setor, ramo, settore, bedrijfstak, sector de actividad, atividade, ramo de atividade, settore di attivita, settore merceologico, descrizione attivita, industry segment, tatigkeitsfeld, geschaftsfeld, ramo de actividad, actividad economica, sic code description, naics code description, industry description, descricao cnae, practice areas, rubro, gewerk',
    'vertical, sic code sic text, sic text, libelle activite, libelle naf, actividad, activity, category, category name, categories, category list, kategorie, categorie, categoria, product categories, naics description, sic description, sbi omschrijving, primary category, main category, giro, segmento, comparto, attivita, subcategory, sub industry',
  ),
  employees: ofCompany(
    'employees, number of employees, employee count, employee size, employees count, staff count, headcount, head count, employee estimate, staff, staff size, workforce, num employees, total employees, workers, total workers, workforce size, full time employees, emp, emp size, emp count, fte, employees on linkedin, employees latest number, mitarbeiter, mitarbeiterzahl, mitarbeiteranzahl, anzahl mitarbeiter, mitarbeitende, beschaftigte, anzahl beschaftigte, effectif, effectifs, salaries, employes, nombre d employes, nombre de salaries, empleados, numero de empleados, trabajadores, plantilla, funcionarios, numero de funcionarios, colaboradores, dipendenti, numero dipendenti, addetti, medewerkers, werknemers, werkzame personen, porte da empresa, unternehmensgrosse, firmengrosse, bedrijfsgrootte',
    'size, big, large, team size, grosse, taille, tamano, tamanho, dimensione, dimensioni, grootte',
  ),
  employeeRange: ofCompany(
    'size range, employees range, employee range, staff count range, staff range, headcount range, employee size range, employee band, tranche effectif, tranche d effectif, tranche effectifs, fascia dipendenti, rango de empleados, faixa de funcionarios, grossenklasse, mitarbeiterklasse',
    '',
  ),
  revenue: ofCompany(
    'annual revenue, revenue, operating revenue, operating revenue turnover, estimated revenue, estimated annual revenue, yearly revenue, annual sales, yearly sales, turnover, annual turnover, sales volume, sales revenue, umsatz, jahresumsatz, umsatzerlose, chiffre d affaires, chiffre affaires annuel, revenu annuel, ca annuel, ventas anuales, facturacion, facturacion anual, ingresos, ingresos anuales, volumen de negocio, faturamento, faturamento anual, volume de negocios, fatturato, fatturato annuo, valore della produzione, ricavi, omzet, jaaromzet, revenue range, annual revenue range, sales range, sales volume range, turnover range',
    'ca, sales, arr',
  ),
  founded: ofCompany(
    'founded, founded year, year founded, founded date, founded in, year of founding, founding year, founding date, founded at, founded on, date founded, foundation year, foundation date, incorporation date, date of incorporation, incorporation year, year of incorporation, established, year established, established in, launch year, launch date, year of foundation, yr founded, grundungsjahr, gegrundet, grundung, grundungsdatum, annee de creation, annee de fondation, fundacion, ano de fundacion, ano de creacion, fundada, fundada en, ano de fundacao, data de fundacao, fundado em, anno di fondazione, anno fondazione, fondata, opgericht, oprichtingsjaar, oprichtingsdatum',
    'date creation, date creation unite legale, date de creation, fecha de constitucion, data di costituzione, data de abertura, inception',
  ),
  description: ofCompany(
    'seo description, short description, long description, full description',
    'description, beschreibung, descripcion, descricao, descrizione, omschrijving, about, summary, overview, bio, pitch, one liner, tagline, what they do, mission, mission statement, presentation, profile, meta description, details, desc',
  ),
  funding: ofCompany(
    'total funding, funding, total funding amount, funding total, total raised, funding amount, funding raised, total money raised, money raised, amount raised, raised, capital raised, financement, financement total, finanzierung, financiacion, financiamento, finanziamento',
    '',
  ),
  technologies: ofCompany(
    'technologies, technology, tech stack, web technologies, technology stack, tech, technographics, technologies used, stack, technologien, technologie, tecnologias, tecnologie, technologieen',
    '',
  ),
  register: clear(
    'siren, siret, tin, tin number, pan, pan number, gst, gst number, cnpj, code ape, code naf, vat, vat number, vat id, vat reg, duns, duns number, ust id, ust idnr, ustid, handelsregister, handelsregisternummer, hrb, steuernummer, kvk, kvk nummer, btw nummer, nif, cif, partita iva, p iva, codice ateco, nature juridique, rechtsform, legal form, forme juridique, rechtsvorm, forma giuridica, forma juridica, registration number, ticker, ticker symbol, stock symbol, rfc, ruc, rut, cuit, nit, contribuinte, gstin, iec code, uei, cage, cage code, acn, nzbn, naics, naics code, sic, sic code, sic codes, ein, abn, tax id, tax number',
  ),
  trait: clear('number, type, status, category, stage, tier, registration number, record type'),
  personTrait: clear(
    'salutation, anrede, civilite, gender, sex, geschlecht, birthday, date of birth, geburtstag, geburtsdatum, middle name, nickname, tratamiento',
  ),
}

/** Names that mean their attribute only without other words. */
export const vague: ReadonlySet<string> = new Set(
  list(
    `url, link, profile, profile url, social link, social url, web, site, page, internet, name, names, title, titel, size, big, large, type, category, categories, kategorie,
    categorie, categoria, level, about, summary, bio, profile, pitch, overview, region, area, service, team, function, position, role, rolle, stelle, job,
    first, last, given, family, land, ca, sales, year, location, where, number, status, stage, tier, sede, sitz, staff, stack, tech, mail, description, details, structure, activity, actividad, activite, vertical,
    sector, intro, tagline, subtitle, raised, state, stato, staat, estado, prov, uf, st, metro, address, fn, li, established, launch date`,
  ),
)

/** All words of all names, folded. */
export const nameWords: ReadonlySet<string> = new Set(
  concepts()
    .flatMap(([, lists]) => lists.flatMap(({ clear, loose }) => [...clear, ...(loose ?? [])]))
    .flatMap((name) => foldHeader(name).split(' ')),
)

/** An attribute that a name means, and how specific the name is: 1 is the most specific. */
export interface Meaning {
  concept: Concept
  rank: number
  isLoose: boolean
}

/** Returns the meaning of every name, keyed by the words that `reduce` leaves of it. */
export function meanings(reduce: (name: string) => string): ReadonlyMap<string, Meaning[]> {
  const all = new Map<string, Meaning[]>()
  for (const [concept, lists] of concepts()) {
    for (const { clear, loose } of lists) {
      for (const [index, name] of [...clear, ...(loose ?? [])].entries()) {
        const words = reduce(name)
        const known = all.get(words) ?? []
        if (words === '' || known.some((meaning) => meaning.concept === concept)) continue
        // Without its word for the company, a company's name is a name.
        if (concept === 'companyName' && known.some((meaning) => meaning.concept === 'name')) continue
        known.push({ concept, rank: 1 - Math.min(index, 40) * 0.005, isLoose: index >= clear.length })
        all.set(words, known)
      }
    }
  }
  return all
}

/** Returns the names of every attribute, a list for each language. */
function concepts(): [Concept, Names[]][] {
  return Object.entries(names).map(([key, core]) => {
    const concept = key as Concept
    return [concept, [core, ...languages.map((language) => clear(language[concept] ?? ''))]]
  })
}

function clear(text: string): Names {
  return { clear: list(text) }
}

function ofCompany(text: string, loose: string): Names {
  return { clear: list(text), loose: list(loose) }
}

function list(text: string): string[] {
  return text === '' ? [] : text.split(',').map((name) => name.trim())
}
