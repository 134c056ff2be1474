import { domainToASCII } from 'node:url'
import { mailHostOf } from './domain.ts'
import { bounded } from './normalise.ts'

/** An e-mail address as an identity. */
export interface Mailbox {
  /** The address in lower case, without what doesn't matter for delivery. */
  address: string
  /** Whether anyone can have an address there. */
  isPrivate: boolean
  /** Whether it is a function's (info@), not a person's. */
  isRole: boolean
  /** Domain of the employer whose address it is; null for free mail. */
  employerDomain: string | null
}

const roles = new Set(
  `info information infos contact contacts contactus contact-us office hello hi hey hallo hola bonjour ciao team mail email e-mail post posta poczta inbox
  admin administrator administration webmaster hostmaster postmaster root sysadmin it itsupport it-support support help helpdesk service services customerservice customer-service customerservices
  customercare customer-care care kundenservice kundendienst kundenbetreuung service-client serviceclient sav soporte atencion atencionalcliente assistenza servizioclienti klantenservice kundeservice kundtjanst
  sales sale vertrieb verkauf verkoop vente ventes commercial commerciale vendite ventas comercial vendas forsaljning salg myynti sprzedaz handlowy prodej obchod ertekesites satis prodaja prodazhi
  marketing presse press media pr communication communications kommunikation redaktion redaction redazione editor news newsletter
  accounts account accounting accountspayable accounts-payable ap ar billing invoice invoices invoicing finance payments payable payroll purchasing procurement einkauf inkoop achats acquisti compras buchhaltung rechnung rechnungen
  facturation factures facture comptabilite compta amministrazione contabilita fatture administracion contabilidad facturacion facturas financeiro boekhouding administratie facturen ekonomi faktura fakturor okonomi regnskab bogholderi laskutus
  ksiegowosc faktury biuro sekretariat kontakt kancelaria uctarna fakturace sekretariaat secretariat secretaria segreteria secretary reception receptie rezeption empfang recepcion recepcao recepcja recepce accueil
  buero buro bureau kontor toimisto iroda ofis ofisi kantoor oficina escritorio ufficio kontaktieren contacto contato contatto contatti kontakty yhteys asiakaspalvelu iletisim bilgi destek
  zentrale verwaltung geschaeftsfuehrung geschaeftsleitung gf direktion direction directie direzione direccion direcao management mgmt board ceo cfo cto
  hr jobs job careers career karriere bewerbung bewerbungen recruiting recruitment recruiter recrutement rh recrutamento rrhh personal personnel praca talent people work
  legal recht datenschutz privacy dpo gdpr compliance abuse security noc noreply no-reply donotreply do-not-reply nicht-antworten bounce notifications notification alerts
  praxis empfangpraxis ordination clinic reservations reservation reservierung reservierungen booking bookings buchung prenotazioni reservas reserva reserveringen bestellung bestellungen order orders commande commandes pedidos ordini ordre ordrer
  shop store shopping webshop onlineshop boutique magasin lager logistik logistics shipping versand export import dispo disposition werkstatt service-werkstatt technik technical engineering produktion
  events event veranstaltung partner partners partnership partnerships business enquiries enquiry inquiries inquiry anfrage anfragen request requests feedback
  all alle everyone staff group gruppe general main central company firma empresa societe mailbox web website online digital studio agency agentur shopmanager manager owner director
  hej heipa moi ahoj szia selam merhaba privet salut servus moin gruezi zamowienia zamowienie obsluga reklamacje objednavky objednavka podpora zakaznickyservis ugyfelszolgalat rendeles titkarsag penzugy
  siparis musteri musterihizmetleri satinalma muhasebe insankaynaklari zakaz zakazy prodazha otdelprodaj buh buhgalteria priemnaya vanzari comenzi relatiiclienti myyntipalvelu asiakas tilaukset
  ordrekontor bestilling kundesenter kundservice bestallning vaxel vaxeln reklamation receptionen vastaanotto palvelu salestab mairie commune cabinet etude agence immobilier devis rendezvous rdv prenotazione preventivi ufficiotecnico ufficioacquisti amministratore comunicazione citas presupuestos gerencia orcamento orcamentos sac faleconosco
  mitglieder mitgliedschaft vorstand anmeldung anmeldungen anfragen angebot angebote termin termine zahnarztpraxis arztpraxis tierarztpraxis hausarztpraxis praxisteam hausverwaltung immobilien makler werbung
  makelaar balie afspraak afspraken inschrijving ledenadministratie verhuur planning receptionist leads lead ops operations operation founders founder cofounder investors investor ir mediarelations pressoffice
  salesteam salesdept salesdesk salesinfo salesoffice infodesk infoteam infomail webinfo officemanager frontdesk frontoffice backoffice helpline getintouch get-in-touch sayhello say-hello helloworld hellothere letstalk lets-talk
  talktous askus ask question questions contactme contact_us kontaktformular webform enquire newbusiness newbiz biz bizdev businessdevelopment business-development growth success customersuccess cs csm onboarding
  marketingteam hrteam hrdept recruitmentteam careersteam supportteam itdept accountsdept accountsreceivable accountingdept treasury tax credit creditcontrol collections dispatch warehouse delivery deliveries
  returns quality qa production research rd lab laboratory pharmacy nursing admissions enrolment enrollment registrar alumni library students faculty principal headteacher parish church members
  membership volunteer volunteers donations donate giving foundation charity wedding weddings functions catering kitchen spa gym salon dental dentist doctor doctors surgery vet rentals rental
  lettings lettingsteam property properties estates tours travel trips tickets ticketing boxoffice box-office concierge housekeeping guestservices guest-services stay
  sklep butik butikk butiken eshop e-shop bolt magaza magazin tienda loja negozio myymala prodajalna firmapost firmaepost epost e-post eposta welcome willkommen bienvenue bienvenido bienvenidos benvenuti
  rezervari rezerwacje rezerwacja rezervace rezervacie rezervacija rezervacije rezervasyon foglalas varaus varaukset bokning boka bestil aanvraag aanvragen offerte offertes cotizaciones cotizacion pagos taller
  consulta consultas clinica atendimento suporte preventivo magazzino scuola kita kindergarten schulleitung rektorat dekanat bibliothek museum theater tourismus touristinfo ured pisarna tajnistvo obcina
  recepcija bok otoiawase toiawase soumu eigyo saiyo keiri jinji uketsuke
  parts spares spareparts fleet workshop garage reklamation ersatzteile teile pieces ricambi recambios repuestos reservdelar reservedeler varaosat acquisto ordini ufficio amministrativo
  school schule verein club kanzlei steuerkanzlei notariat apotheke hotel restaurant gemeinde rathaus stadt pfarramt`
    .trim()
    .split(/\s+/),
)

/** Most addresses are the whole text, in lower case and ASCII. */
const plain = /^([a-z\d_-]+(?:\.[a-z\d_-]+)*)@([a-z\d-]+(?:\.[a-z\d-]+)+)$/

/** Returns the mailbox of the first e-mail address in a text; null if there is none. */
export function mailboxOf(text: string): Mailbox | null {
  const [, local = '', host = ''] = plain.exec(text) ?? []
  return host === '' ? findMailbox(text) : mailboxAt(local, host)
}

/** Begins where a word does: a start at each of its letters would take the square of its length. */
const address = /(?<![^\s@,;:<>()[\]|"'“”])[^\s@,;:<>()[\]|"'“”]+@[^\s@,;:<>()[\]|"'“”/?%]+/

function findMailbox(text: string): Mailbox | null {
  const found = address.exec(text.trim().replace(/^mailto:/i, ''))?.[0]
  if (found === undefined) return null
  const at = found.indexOf('@')
  const host = asciiHost(
    found
      .slice(at + 1)
      .toLowerCase()
      .replace(/(?<!\.)\.+$/, ''),
  )
  if (!/[^.]\.[^.]+$/.test(host)) return null
  const local = found
    .slice(0, at)
    .toLowerCase()
    .replace(/^(?:%20)+/, '')
    .replace(/^\.+|(?<!\.)\.+$/g, '')
  return mailboxAt(local, host)
}

function mailboxAt(local: string, host: string): Mailbox | null {
  const isGmail = host === 'gmail.com' || host === 'googlemail.com'
  const name = local.includes('+') ? local.replace(/(?<=.)\+.*$/, '') : local
  if (name === '') return null
  const box = isGmail ? name.replaceAll('.', '') : name
  const { isFree, employerDomain } = mailHostOf(host)
  return {
    address: bounded(`${box}@${isGmail ? 'gmail.com' : host}`),
    isPrivate: isGmail || isFree,
    employerDomain,
    isRole: isRole(name, host, isGmail || isFree),
  }
}

/** Roles that no person is called: with a place or a team beside them they stay one (info.berlin, emea-sales). */
const plainRoles = new Set(
  `info infos contact kontakt office sales support service services help helpdesk vertrieb verkauf verkoop ventas vendas vendite ventes commercial comercial marketing
  billing invoice invoices booking bookings reservations reception rezeption recepcion order orders enquiries inquiries customerservice customercare kundenservice kundendienst klantenservice
  hr jobs careers recruiting recruitment bewerbung press presse admin accounts accounting buchhaltung team desk praxis sekretariat zentrale noreply newsletter events frontdesk front`.split(
    /\s+/,
  ),
)
/** Mailboxes of several people at a mail provider: the.smiths, family.smith, anna-and-tom. */
const shared =
  /^the[._-]\w+s$|^the(?=[bcfghijnpqstvwyz])\w{4,}s$|^famil(?:y|ie|le|ia|ien)[._-]?\w+$|^\w{3,}[._-]?famil(?:y|ie|le|ia)(?:[._-]?\d{1,4})?$|^\w{2,}[._-](?:and|und|et|y|e|en|og|och)[._-]\w{2,}$/

/** Whether a local part is of a function, or of all people of the host. */
function isRole(name: string, host: string, isPrivate: boolean): boolean {
  if (roles.has(name) || (/\d$/.test(name) && roles.has(name.replace(/[-_.]?\d+$/, '')))) return true
  if (isPrivate) return shared.test(name)
  // acme@acme.com
  if (host.startsWith(name) && host.charAt(name.length) === '.') return true
  const end = name.search(/[._-]/)
  if (end <= 0) return false
  if (plainRoles.has(name.slice(0, end)) || plainRoles.has(name.slice(end + 1))) return true
  // ufficio.acquisti, front.office
  return name.split(/[._-]/).every((word) => roles.has(word))
}

function asciiHost(host: string): string {
  return /^[a-z0-9.-]+$/.test(host) ? host : domainToASCII(host)
}
