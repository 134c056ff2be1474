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

function findMailbox(text: string): Mailbox | null {
  const found = /[^\s@,;:<>()[\]|"'“”]+@[^\s@,;:<>()[\]|"'“”/?]+/.exec(text.trim().replace(/^mailto:/i, ''))?.[0]
  if (found === undefined) return null
  const at = found.indexOf('@')
  const host = asciiHost(
    found
      .slice(at + 1)
      .toLowerCase()
      .replace(/\.+$/, ''),
  )
  if (!/[^.]\.[^.]+$/.test(host)) return null
  const local = found
    .slice(0, at)
    .toLowerCase()
    .replace(/^\.+|\.+$/g, '')
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
    isRole: roles.has(name) || (/\d$/.test(name) && roles.has(name.replace(/[-_.]?\d+$/, ''))),
  }
}

function asciiHost(host: string): string {
  return /^[a-z0-9.-]+$/.test(host) ? host : domainToASCII(host)
}
