import { fold } from '../../identity/normalise.ts'

export { givenNames } from '../../identity/given-names.ts'

/** Words of job titles, folded. */
export const jobWords = words(`
  ceo cto cfo coo cmo cio cro cpo chro vp svp evp avp chief officer president founder cofounder owner partner principal director
  directeur directrice directora direttore direttrice diretor diretora head lead leader manager management managing executive
  administrator administrador administratrice amministratore engineer engineering ingenieur ingenieurin ingeniero ingenieure ingegnere
  developer entwickler entwicklerin desarrollador developpeur architect architekt architecte designer analyst analyste analista
  consultant consultor consultora consulente berater beraterin conseiller specialist spezialist especialista specialista specialiste
  representative rep associate assistant assistente asistente assistentin coordinator koordinator coordinador coordinatore
  supervisor superintendent strategist scientist researcher recruiter buyer acheteur einkaufer einkauf accountant buchhalter
  comptable contador controller auditor technician techniker technicien tecnico operator planner editor writer teacher professor
  lecturer lawyer attorney counsel nurse physician doctor secretary sekretarin clerk agent broker advisor adviser trainer coach
  producer student intern praktikant stagiaire trainee werkstudent geschaftsfuhrer geschaftsfuhrerin geschaftsfuhrung leiter leiterin
  vertriebsleiter vertriebsleiterin marketingleiter referent sachbearbeiter mitarbeiterin vorstand inhaber inhaberin prokurist
  gerant gerante responsable chef charge chargee president presidente gerente jefe jefa encargado socio socia socio socia titolare
  директор менеджер руководитель специалист инженер бухгалтер начальник заместитель главныи аналитик маркетолог программист разработчик
  управляющии консультант юрист директорка керiвник фахiвець iнженер mudur muduru muhendis uzman uzmani yonetici temsilcisi sorumlusu
  genel kurucu ortak dyrektor kierownik specjalista prezes wlasciciel handlowiec ksiegowa ksiegowy inzynier asystent reditel reditelka
  manazer manazerka obchodnik jednatel ucetni specialistka igazgato vezeto ugyvezeto ertekesito mernok konyvelo inginer contabil sef
  administratorka vd saljare chef chefen ansvarig ekonomichef inkopare konsult direktor direktør salgschef salgssjef daglig leder selger
  konsulent toimitusjohtaja johtaja paallikko myyntipaallikko asiantuntija insinoori giam doc truong phong ke toan nhan vien direktur
  manajer διευθυντης διευθυντρια πωλητης υπευθυνος μηχανικος
  responsabile addetto directie hoofd medewerker adviseur eigenaar bestuurder zaakvoerder teamleider sales marketing`)

/** Words of industries, folded. */
export const industryWords = words(`
  software saas it technology technologies internet hardware semiconductors telecommunications telecom logistics logistik logistique
  transportation transport freight aerospace aviation automotive manufacturing machinery maschinenbau engineering construction bau
  energy utilities oil gas mining metals chemicals pharmaceuticals biotechnology biotech medical healthcare hospital health wellness
  fitness gym dentist clinic insurance banking financial finance fintech investment accounting legal law consulting beratung conseil
  consulenza consultoria advertising media publishing entertainment gaming music arts retail handel commerce ecommerce wholesale
  consumer goods food beverages restaurant restaurants cafe coffee bakery bar hotel hospitality travel tourism education training
  nonprofit government agriculture farming textiles apparel fashion furniture estate immobilien property security staffing recruiting
  salon electronics electrical packaging plastics printing shop store services`)

/** Words of departments, folded. */
export const departmentWords = words(`
  sales marketing engineering finance accounting hr it legal operations support product research purchasing procurement logistics
  production administration management vertrieb einkauf personal buchhaltung entwicklung geschaftsleitung verwaltung ventes achats
  direction informatique comptabilite ventas compras finanzas recursos vendite acquisti amministrazione verkoop inkoop`)

/** Levels of seniority, folded. */
export const seniorityWords = words(`
  senior junior entry director vp cxo executive manager owner founder partner head intern staff mid lead csuite clevel nonmanager`)

/** States of a record, folded. */
export const statusWords = words(`
  submitted accepted waitlisted active inactive activo inactivo activa inactiva ativo inativo ativa inativa aktiv inaktiv actif inactif attivo inattivo aktywny
  nieaktywny aktivni neaktivni aktif pasif new open closed pending enabled disabled archived approved rejected won lost draft
  nuovo nuova aperto aperta chiuso chiusa nuevo nueva abierto abierta cerrado cerrada novo nova aberto fechado neu offen geschlossen nouveau ouvert ferme nieuw gesloten
  nowy otwarty zamkniety oppen lukket yeni acik
  kunde lieferant supplier proveedor fornecedor interessent klant leverancier
  connected invited paused replied interested uninterested engaged nurturing bounced disqualified working recycled
  subscribed unsubscribed converted qualified unqualified contacted активный неактивный активен новый активний 活跃 潜在 有效 无效`)

/** Cities that many rows name, folded. */
export const cities = lines(`
  london, paris, berlin, madrid, rome, roma, milan, milano, barcelona, munich, munchen, hamburg, frankfurt, frankfurt am main, cologne,
  koln, dusseldorf, stuttgart, leipzig, hannover, vienna, wien, zurich, geneva, geneve, basel, bern, amsterdam, rotterdam, utrecht,
  the hague, den haag, eindhoven, brussels, bruxelles, brussel, antwerp, antwerpen, ghent, gent, luxembourg, lyon, marseille, lille,
  nantes, bordeaux, toulouse, nice, strasbourg, rennes, lisbon, lisboa, porto, valencia, sevilla, seville, bilbao, malaga, turin,
  torino, bologna, firenze, florence, naples, napoli, dublin, cork, galway, edinburgh, glasgow, manchester, birmingham, leeds, bristol,
  liverpool, cambridge, oxford, york, stockholm, gothenburg, goteborg, malmo, oslo, copenhagen, kobenhavn, helsinki, espoo, tallinn,
  riga, vilnius, warsaw, warszawa, krakow, wroclaw, gdansk, poznan, prague, praha, brno, budapest, bucharest, sofia, belgrade, zagreb,
  ljubljana, athens, istanbul, ankara, kyiv, kiev, tel aviv, dubai, abu dhabi, riyadh, doha, cairo, lagos, nairobi, johannesburg,
  cape town, casablanca, mumbai, delhi, new delhi, bangalore, bengaluru, hyderabad, chennai, pune, karachi, singapore, kuala lumpur,
  jakarta, bangkok, manila, hong kong, shanghai, beijing, shenzhen, taipei, seoul, tokyo, osaka, sydney, melbourne, brisbane, perth,
  auckland, wellington, toronto, montreal, vancouver, ottawa, calgary, new york, new york city, los angeles, san francisco, san diego,
  san jose, seattle, portland, denver, austin, dallas, houston, chicago, boston, atlanta, miami, philadelphia, washington, phoenix,
  charlotte, minneapolis, detroit, las vegas, salt lake city, mexico city, ciudad de mexico, guadalajara, monterrey, bogota, medellin,
  lima, santiago, buenos aires, montevideo, sao paulo, rio de janeiro, belo horizonte, curitiba, brasilia, москва,
  санкт петербург, казань, новосибирск, екатеринбург, нижнии новгород, самара, краснодар, ростов на дону, киiв, киев, львiв, одеса, харкiв,
  минск, алматы, астана, 北京, 上海, 深圳, 广州, 杭州, 成都, 苏州, 南京, 武汉, 天津, 重庆, 西安, 東京, 大阪, 京都, 名古屋, 横浜, 福岡, 札幌, 서울, 부산, 인천, 대구, 대전,
  izmir, bursa, antalya, adana, konya, lodz, katowice, lublin, szczecin, ostrava, plzen, bratislava, kosice, debrecen, szeged, cluj napoca,
  timisoara, iasi, constanta, brasov, aarhus, odense, aalborg, bergen, trondheim, stavanger, uppsala, tampere, turku, oulu, thessaloniki,
  jeddah, haifa, jerusalem, ha noi, hanoi, ho chi minh, ho chi minh city, da nang`)

/** Continents and regions of sales, folded. */
export const continents = lines(`
  europe, asia, africa, america, americas, north america, south america, latin america, central america, oceania, middle east, asia pacific, emea, apac, latam,
  amer, nam, anz, dach, benelux, nordics, europa, asien, afrika, nordamerika, sudamerika, amerique du nord, asie, europa occidental, western europe, eastern europe`)

/** Other names of countries, folded. */
const otherCountries = lines(`
  holland, the netherlands, england, scotland, wales, northern ireland, great britain, uk, uae, usa, us, u s, u s a,
  united states of america, czech republic, south korea, korea, russia, turkey, macedonia, viet nam, slovak republic, republic of korea,
  korea republic of, russian federation, great britain and northern ireland, hong kong, macau, taiwan, brasil, deutschland, сша, рф,
  英国, 美国, 中国, 德国, 日本, 韩国, 台湾, 香港, 대한민국, 한국`)

/** Languages of the names of countries. */
const countryLanguages =
  'en de fr es pt it nl sv da nb fi pl cs sk hu ro tr el ru uk bg hr sr sl et lv lt ar he fa hi th vi id ms ko ja zh zh-TW'

/** Returns the names of all countries in the languages of the headers, folded. */
export function countryNames(): ReadonlySet<string> {
  if (allCountries.size > 0) return allCountries
  const codes = Array.from({ length: 26 * 26 }, (_, index) =>
    String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)),
  )
  const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const existing = codes.filter((code) => regions.of(code) !== undefined)
  for (const name of otherCountries) allCountries.add(name)
  for (const language of countryLanguages.split(' ')) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of existing) {
      const name = fold(names.of(code) ?? '')
      if (name) allCountries.add(name)
    }
  }
  return allCountries
}

const allCountries = new Set<string>()

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

function lines(text: string): ReadonlySet<string> {
  return new Set(text.split(',').map((line) => line.trim()))
}
