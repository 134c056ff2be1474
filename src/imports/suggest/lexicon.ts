/** Common given names in several languages, folded. */
export const givenNames = words(`
  aaron abdul abigail adam adele adrian adriana agnes agnieszka ahmed aisha akira alain alan albert alberto alejandro alessandra
  alessandro alex alexander alexandra alexandre alexis alfred ali alice alicia alina alison allison amanda amelia amelie amir amit
  amy ana anais andre andrea andreas andrei andres andrew andrzej angela angelo anil anita anja ann anna anne annette annika anthony
  antoine anton antonio anya arjun arnaud arthur artur ashley astrid aurelie axel barbara bart beatrice beatriz ben benedikt benjamin
  benoit bernard bernd bianca bill birgit bjorn bob brandon brenda brian bruce bruno bryan camila camille carla carlo carlos carmen
  carol carolina caroline catherine cecilia celine chantal charles charlotte chen chiara chloe chris christian christina christine
  christoph christophe christopher claire clara claudia claudio clement corinne cristina cynthia dan daniel daniela daniele danielle
  dave david deborah deepak denis dennis diana diane diego dieter dirk dmitri dominik dominique donald donna doris edith eduardo
  edward elena eleonora eli elisa elisabeth elise elizabeth elke ellen emily emma emmanuel enrico eric erica erik erika ernst esther
  ethan eva evelyn fabian fabien fabio fatima federico felix fernando filip filippo flavia florence florian francesca francesco
  francis francisco francois francoise frank franz frederic frederik friedrich gabriel gabriela gabriele gary georg george gerald
  gerard gerd gianluca gilles giorgio giovanni giulia giuseppe gloria grace greg gregor gregory guillaume gunter gustavo hanna hannah
  hans harald harry hassan heather heidi heike heiko heinz helen helena helene helga helmut henri henrik henry hiroshi holger hugo ian
  ines inga ingrid irene irina isabel isabella isabelle ivan jack jacob jacqueline jacques jakob jakub james jamie jan jana jane janet
  janine jason javier jean jeff jeffrey jennifer jens jeremy jerome jessica jill jim joachim joan joao joaquin jochen joe joel joerg
  johan johannes john jonas jonathan joost jordan jorg jorge jose josef joseph joshua joyce juan judith julia julian juliana julie
  julien jurgen justin jutta kai karen karin karl karsten katarzyna kate katharina katherine kathleen kathrin kathy katie katja katrin
  keith kelly kenji kenneth kerstin kevin kim klaus klara krzysztof kumar kurt lara lars laura laure laurence laurent lauren lea leila
  lena leo leon leonardo leonie liam lily linda lisa lorenzo lorena louis louise luc luca lucas lucia lucie lucy luis luisa luiz lukas
  lydia magdalena malte manfred manon manuel manuela mara marc marcel marcelo marco marcos marcus margaret maria mariana marie marina
  mario marion marije mark markus marta martha martin martina martine mary mateo mateusz mathias mathieu mathilde matt matteo matthew
  matthias matthieu max maximilian maya mehmet mei melanie melissa michael michal michel michele michelle miguel mike mikhail milan
  mireille mohamed mohammed monica monika monique moritz muhammad nadia nadine nancy natalia natalie nathalie nathan neha nicholas
  nick nico nicola nicolas nicole niels nikolai nina nils noah noemie nora norbert oleg oliver olivia olivier oscar otto pablo paola
  paolo pascal patricia patrick paul paula paulo pawel pedro peter petra philip philipp philippe pierre piotr priya rachel rafael
  rahul rainer raj ralf ralph ramon raphael raul raymond rebecca regina reinhard rene renate ricardo riccardo richard rita robert
  roberto robin rodrigo roger roland rolf roman ronald rosa rose ross roy ruben rudolf russell ruth ryan sabine sabrina salvatore sam
  samantha samuel sandra sandrine sanjay sara sarah satoshi scott sean sebastian sebastien serge sergei sergio sharon silke silvia
  simon simona simone sofia solange sonia sonja sophia sophie stacy stefan stefania stefanie stefano steffen stephan stephane
  stephanie stephen steve steven sunil susan susana susanne suzanne sven svenja sylvia sylvie takashi tamara tanja tara tatiana teresa
  terry theo theresa thierry thomas thorsten tim timothy tina tobias todd tom tomas tomasz tony torsten tracy udo ulrich ulrike ursula
  ute uwe valentina valerie vanessa vera veronica veronique victor victoria viktor vincent vincenzo vivian vladimir volker walter
  wayne wei wendy werner wilhelm william wolfgang xavier yan yann yasmine yuki yusuf yves yvonne zoe`)

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
  active inactive activo inactivo activa inactiva ativo inativo ativa inativa aktiv inaktiv actif inactif attivo inattivo aktywny
  nieaktywny aktivni neaktivni aktif pasif new open closed pending enabled disabled archived approved rejected won lost draft
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
  lima, santiago, buenos aires, montevideo, sao paulo, rio de janeiro, belo horizonte, curitiba, brasilia`)

/** Countries in the languages of the headers, folded. */
export const countries = lines(`
  argentina, argentine, argentinien, australia, australie, australien, austria, autriche, osterreich, oostenrijk, bangladesh, belgium,
  belgique, belgien, belgie, belgica, belgio, brazil, brasil, bresil, brasilien, brasile, brazilie, bulgaria, bulgarien, canada, kanada,
  chile, china, chine, colombia, kolumbien, costa rica, croatia, kroatien, cyprus, czechia, czech republic, tschechien, denmark,
  danemark, danemarca, dinamarca, danimarca, denemarken, ecuador, egypt, agypten, estonia, estland, finland, finlande, finnland,
  finlandia, france, frankreich, francia, franca, frankrijk, germany, deutschland, allemagne, alemania, alemanha, germania, duitsland,
  ghana, greece, grece, griechenland, grecia, hong kong, hungary, ungarn, hongrie, iceland, island, india, inde, indien, indonesia,
  ireland, irland, irlande, irlanda, ierland, israel, italy, italia, italie, italien, japan, japon, kenya, latvia, lettland, lithuania,
  litauen, luxembourg, luxemburg, malaysia, malta, mexico, mexique, mexiko, morocco, maroc, marokko, netherlands, the netherlands,
  nederland, niederlande, pays bas, paises bajos, paises baixos, paesi bassi, holland, new zealand, neuseeland, nigeria, norway,
  norwegen, norvege, noruega, norvegia, noorwegen, pakistan, panama, peru, philippines, poland, polen, pologne, polonia, portugal,
  portogallo, qatar, romania, rumanien, roumanie, russia, russland, saudi arabia, serbia, serbien, singapore, singapur, slovakia,
  slowakei, slovenia, slowenien, south africa, sudafrika, south korea, korea, spain, espana, espagne, spanien, espanha, spagna, spanje,
  sweden, schweden, suede, suecia, svezia, zweden, switzerland, schweiz, suisse, suiza, suica, svizzera, zwitserland, taiwan, thailand,
  tunisia, turkey, turkiye, turkei, ukraine, united arab emirates, uae, united kingdom, uk, great britain, england, scotland, wales,
  vereinigtes konigreich, grossbritannien, royaume uni, reino unido, regno unito, verenigd koninkrijk, united states,
  united states of america, usa, us, vereinigte staaten, etats unis, estados unidos, stati uniti, verenigde staten, uruguay, vietnam`)

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

function lines(text: string): ReadonlySet<string> {
  return new Set(text.split(',').map((line) => line.trim()))
}
