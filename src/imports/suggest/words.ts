import type { Role } from './concept.ts'
import { foldHeader } from './fold.ts'
import { languages } from './languages.ts'

/** Decoys that qualify an attribute, so that values which prove the attribute outweigh them: "LinkedIn ID". */
export const qualities = words(
  null,
  `id ids key source quality type label labels status verification validation confidence score data record date datum note notes
  query old number hash user quelle origen origine typ tipo stav`,
)

const roles = [
  'companyWord',
  'personWord',
  'partyWord',
  'otherWord',
  'decoy',
  'filler',
  'secondary',
  'connective',
] as const satisfies readonly Role[]

/** A guest whom the lead brings. */
const companions = 'plus one'

const boardMember = 'board member, board members'

/** The contact of a team. */
export const teamLeaders = ['leader', 'captain', 'team leader', 'team lead', 'team captain']

/** Seats of a company. */
const seats =
  'sede legale, sede social, sede operativa, siege social, domicilio social, head office, registered office, corporate office'

/** Words for the owner of an attribute: of a company … */
export const companyWords = words(
  'companyWord',
  `company companies organization organisation organizacao organizacion organizzazione org account corporate employer firm entreprise societe firma firmen
  unternehmen unternehmens empresa compania azienda aziendale bedrijf bedrijfs employeur arbeitgeber arbeitgebers werkgever empleador
  supplier vendor startup exhibitor merchant place store shop venue entity agency institution lieferant aussteller fournisseur fornecedor proveedor fornitore
  leverancier co hq headquarters headquarter brokerage cabinet kanzlei fund bp
  betrieb betriebs praxis gewerbe negocio comercio impresa ditta organisme etablissement establecimiento estabelecimento entidad entidade exporter importer manufacturer distributor
  wholesaler retailer reseller contractor factory institucion instituicao ente einrichtung hospital clinic pharmacy brewery winery club establishment charity exposant expositor espositore standhouder ayuntamiento
  filiale filialen niederlassung zweigstelle sucursal succursale imobiliaria inmobiliaria organisatie organisaties`,
  seats,
)

/** … those that mean the company's name at the end of a column name … */
export const englishCompanyWords = words(null, 'company organization organisation employer account firm')

/** … or its headquarters without other words. */
export const seatWords = words(null, 'hq headquarters headquarter', seats)

/** A person's. */
export const personWords = words(
  'personWord',
  `person contact contacts lead leads member prospect prospects candidate attendee guest speaker participant poc recipient individual
  invitee registrant delegate visitor respondent applicant panelist attendees participants speakers guests members student students alumni alumnus trainee passenger traveler traveller patient tenant donor subscriber
  pupil child kid camper player athlete eleve schuler schulerin alumno alumna alunno aluno guardian mother father mom dad eltern elternteil erziehungsberechtigte erziehungsberechtigter
  journalist reporter learner volunteer nominee author mentor mentee patron holder policyholder titulaire asistente asistentes participante participantes partecipante partecipanti deelnemer besucher bezoeker visiteur visitante visitatore invitado inscrit inscrito iscritto bewerber candidat candidato kandidat kandidaat
  agent broker realtor lawyer attorney avocat anwalt abogado host
  kontakt ansprechpartner ansprechpartnerin ansprechperson kontaktperson contacto contatto contato contactpersoon kontaktperson interlocuteur referent teilnehmer`,
  [boardMember, ...teamLeaders].join(','),
)

/** Of something else, whose names, titles and places don't belong to a lead. */
export const otherWords = words(
  'otherWord',
  `deal deals opportunity ticket order card talk session event campaign product invoice payment subscription project task
  conversation meeting survey quote posting vacancy tool coupon sequence cadence flow tweet article course item bestellung auftrag rechnung
  commande pedido ordine evento provider`,
)

/** Of a party, which is a person or a company; its name without other words. */
export const partyWords = words(
  'partyWord',
  `customer customers client clients buyer purchaser kunde kunden cliente clientes acheteur comprador acquirente klant klanten sponsor`,
)

/** Words that don't change the meaning of a name. */
export const filler = words(
  'filler',
  `office x iso th phy primary main current default regular associated primares primarer primaria primario primaire work business mailing billing professional pro geschaftlich geschaftliche dienstlich dienstliche corporativo corporativa value
  wert valeur valor valore formatted formatiert formate formateado formattato best recommended verified official principal principale
  zugehoriges zugehorige zugeordnetes verbundenes associee associe asociada asociado associada associata collegata gekoppeld powiazana tilknyttet
  laboral lavoro travail trabalho zakelijk zakelijke bureau professionnel professionnelle profesional professionale standard most
  probable valid curr current actual actuel actuelle actuel aktuell aktuelle aktueller huidige attuale atual exact
  eur usd gbp chf euro euros dollar dollars us k m mio mn mm million millions thousands 000s 000 estimated approx approximate estimate
  geschatzt geschatzter how many please enter provide select
  purchasing procurement einkauf vertrieb verkauf achats compras inkoop buchhaltung rechnungswesen comptabilite contabilidad boekhouding`,
)

/** Words for what precedes a family name … */
export const lastNamePrefixes = words(
  null,
  'tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels infix particule particula particella namenszusatz namensvorsatz vorsatzwort adelszusatz',
  'last name prefix, lastname prefix, surname prefix, family name prefix, name infix, nobiliary particle',
)

/** … and those that may mean it, or a title. */
export const vaguePrefixes = words(null, 'prefix', 'name prefix')

/** Words before a count, or before a phone number. */
export const numberWords = words(null, 'no nr num n nb number numero numer anzahl aantal count total quantity nummer')

/** Words for a second choice. */
export const secondary = words(
  'secondary',
  `secondary second other alternate alternative home private personal privat private prive privee personnel personnelle domicile
  particular casa privato personale tertiary third additional optional zweite weitere weiterer weiteres autre otro altro andere extra
  backup perso shipping besides also`,
)

/** Articles and prepositions. */
export const connectives = words(
  'connective',
  `of the a an and or de du des la le les l d s di del della dello dell dei da do dos das der die dem den in im van het el los las y
  e et und en o ou your you my our their what whats which who is are was ihre ihr ihren votre vos notre su tu seu sua vostra vostro uw
  does do did can could should welches welchem welcher welche welchen arbeiten arbeitest arbeitet sie wie heissen heisst lautet ist bei dans quelle quel
  travaillez est quale lavori lavora cual es que trabajas trabaja usted qual voce trabalha em bij welk welke werkt u heet
  je this that at to on by te vom for have has work with we i am onde donde dove wo would describe currently zum zur fur por para per pour`,
)

/** Words before an attribute that only name its group. */
export const contexts = words(
  null,
  `linkedin li address addr anschrift postanschrift rechnungsanschrift adresse adressen indirizzo direccion endereco adres location geo profile properties property attributes
  fields field custom metrics details detail info category registered reg legal sede basic general physical`,
)

/** Words of a column that is about an attribute or something else, whatever its other words. */
export const decoys = words(
  'decoy',
  `owner owned user username sender parent previous past former prior old id ids uid guid uuid key photo image picture pic logo avatar
  icon query twitter facebook instagram youtube tiktok xing github crunchbase skype angellist pinterest fax telefax
  telecopie date datum fecha data record source quelle origen origine referrer referral assistant assistent assistente manager created
  create updated update modified added besitzer proprietaire propietario proprietario status statut stage phase type typ tipo label
  labels quality confidence score rating rank validation verification timestamp time zone timezone latitude longitude ip zip postal
  postcode plz postleitzahl cap cep note notes comment comments notiz notizen prefix suffix middle phonetic yomi nickname
  salutation anrede civilite maiden extension ext opt optin optout unsubscribed unsubscribe bounce bounced bounces sent opened opens
  clicked clicks replied founder founders cofounder investor investors ceo geschaftsfuhrer dirigeant dirigeants dirigente school
  university education degree gender sex birthday birth age hash token checksum growth visits views tracking utm gclid language
  locale currency tax vat iban bic bank inhaber inhaberin spouse children emergency recruiter dnc blacklist tag tags ticker symbol
  expected forecast weighted mailbox hosting mx spf registrar percent percentage ratio change changed last next seen recent similar
  responsavel responsable verantwortlich verantwortlicher betreuer referred instructor teacher hostname organizer organiser
  moderator approver salesperson salesrep seller interviewer uploader scheduled assigned assignee owners
  services rep reps territory companion plusone begleitperson begleitung accompagnant accompagnateur acompanante accompagnatore introducee applied applying apply desired wanted
  gewunschte gewunschter angestrebte souhaite deseado desiderata
  observaciones observacoes osservazioni bemerkung bemerkungen anmerkung anmerkungen opmerking opmerkingen remark remarks kommentar
  commentaire commentaires comentario comentarios competitor competitors subsidiary subsidiaries`,
  companions,
)

/** Words of the other languages that consist of several words. */
export const phrases: ReadonlySet<string> = new Set([
  ...list(seats),
  ...list(companions),
  ...list(boardMember),
  ...teamLeaders.filter((word) => word.includes(' ')),
  ...languages.flatMap((language) =>
    roles.flatMap((role) => list(language[role]).filter((word) => word.includes(' '))),
  ),
])

function words(role: Role | null, text: string, further = ''): ReadonlySet<string> {
  const foreign = role === null ? [] : languages.flatMap((language) => list(language[role]))
  return new Set([...text.trim().split(/\s+/), ...list(further), ...foreign])
}

function list(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',').map(foldHeader)
}
