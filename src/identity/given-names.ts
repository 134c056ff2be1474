/** Given names that are common in some country, folded. */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abigail adam adele adrian adriana agnes agnieszka ahmed aisha akira alain alan albert alberto alejandro alessandra
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
  agata aleksander aleksandra alena alexandru alicja alina aino ali anders andrii anette anja anton arne asa attila ayse aylin balazs barbora beata
  bence bogdan bohdan burak can catalina cem cristian dagmar dariusz deniz dimitris dmitrii dorota dragan eero eeva elif emre esra eszter eva ewa
  fatma ferenc gabor gizem goran grzegorz hakan halina hakon helle henrietta ilona imre ioana ion iryna istvan ivana iveta izabela jaroslav
  jeppe jiri joanna jorgen juha jussi kamil karolina kasia katalin katerina kirsten konstantinos krisztina lars laszlo lenka lise ludmila
  lukasz maciej magda magnus maja malgorzata marek margit mariusz marko marta matej matti mette michaela mihai mikael mikko milos miroslav
  monica murat mustafa nadezhda nataliia natalya nikola nikos oksana ola olena olga omer ondrej onur pal pavel per petar petr petra piotr
  radek radu rasmus robert sanna sari satu selin serkan signe silje slawomir sofie soren stanislav stig svetlana szabolcs tadeusz tamas
  tarja taras tero tibor timo tomas tomasz tore tuomas tyra ulla vaclav vasile vesna viktoriia vlad vojtech yulia zbigniew zdenek zeynep
  zoltan zofia zuzana анна александр алексеи андреи антон артем борис вадим валентина валерии василии вера виктор виталии владимир галина
  дарья денис дмитрии евгении екатерина елена иван игорь ирина кирилл константин ксения лариса людмила максим марина мария михаил надежда
  наталья наталия никита николаи оксана олег ольга павел петр роман светлана семен сергеи станислав татьяна юлия юрии олена тарас андрiи iрина
  ida ole odd siri bo nils ek einar gunnar hilde ingvild kari knut leif lise marit morten odd olav oystein petter ragnar rune silje stein terje tor torbjorn tove trond vidar
  anneli antti eero esko hanna heidi jaana jari joni juhani jukka kaisa kalle katri kimmo leena liisa marja marjo markku mirja niina outi paivi pasi pekka pertti pirjo raija
  riikka risto ritva sami seppo tapio teemu tiina timo toni tuula vesa ville agneta annika birgitta bjorn britt eva fredrik gunilla gustav hakan inger jonas kerstin kristina
  lena linnea magnus malin marie mikael nils per pernille pia rikke rune stefan susanne tobias ulf ulrika viggo asger birthe flemming jeppe jesper jytte kirsten lone mads
  mogens niels palle preben soren torben ulla bent carsten dorthe henning jakob kaj lene finn eszter anett arpad bela csaba dora edit eniko erika ferenc gergely gyorgy gyula
  ildiko judit karoly krisztian laszlo lajos levente marton mihaly miklos nandor orsolya peter reka roland sandor szilvia timea viktor zsolt zsofia zsuzsanna adina adrian
  alexandra alin anca andreea bogdan camelia catalin ciprian claudiu cosmin costel cristina dana dan daniela doina dorin dragos elena emil florentina florin gabriela george
  gheorghe horia iulia iulian laura lucian madalina marian marius mihaela mircea monica nicoleta octavian oana ovidiu paul petru raluca razvan roxana silviu simona sorin stefania
  teodora tudor valentin victor viorel aneta anita artur beata blazej bozena czeslaw damian danuta edyta elzbieta emilia ewelina filip franciszek grazyna hubert irena iwona
  jacek jadwiga janusz jaroslaw jolanta kacper kinga leszek lidia maksymilian malwina marcin marian marzena mieczyslaw mikolaj milena patrycja przemyslaw radoslaw renata
  ryszard sebastian stefan szymon tadeusz teresa urszula wieslaw witold zdzislaw zenon antonin bohumil bozena daniela drahomir eliska frantisek hynek ilona ivo jarmila
  jindrich josef julie karel klara kristyna ladislav leos libor lubomir lubos marcela milan miloslav nikola oldrich otakar pavla radim renata richard roman simona
  sarka stepan svatopluk tereza vaclav vendula vit vladislav vlasta vratislav zbynek aleksey alexey andrey anastasia arina artem boris evgeny evgeniy fyodor gennady igor ilya
  irina kirill konstantin leonid maksim nadya nikita pavel polina sergey sofya stanislav timur vadim valeriy vasily viktor vitaly yana yuri yuriy zhanna bilal emin enes
  erdem ferhat furkan gokhan gul gulsen hasan huseyin ibrahim ilker kemal kerem leyla mert mesut nur onur orhan ozan ozge pinar sema sevgi sibel sinan suleyman tuncay
  tugba ugur umut volkan yasemin yasin yavuz zehra aditya ajay akash amit anand anjali ankit arun ashok deepa divya gaurav harish kavita kiran krishna lakshmi manish
  meera mohan mukesh naveen nikhil nisha pooja prakash pradeep prasad rajesh rakesh ramesh ravi ritu rohit sachin sandeep sanjeev shweta sneha sonali suresh swati tanvi
  uday varun vijay vikram vinod vivek adebayo amara chidi chinedu emeka funke ifeoma kwame ngozi nneka obinna olumide tunde abdullah adel ahmad amina amr ayman bassam
  fahad farid hadi hamza hani hussein jamal karim khaled layla mahmoud mariam mona nabil nasser noor omar rami rania saad salma samir sami tarek waleed yasser youssef
  zaid zainab dora eran gal gil guy hadas itay maya michal moshe nir noa orly ronit shai shira tal yael yossi agustin alba alvaro amparo borja dolores
  elvira emilio esteban eugenia felipe gonzalo graciela guillermo hector hernan ignacio inmaculada isidro jaime jesus jimena joaquin jordi josefa julio lorena lourdes
  macarena marisol martin natalia nuria pilar raquel rocio rodolfo sergi silvia vicente xavi ximena yolanda zoe luc
  adele agathe amandine armelle aude bastien blandine brice brigitte cedric cecile chantal clemence coralie corentin cyril damien delphine didier edouard elodie emeline
  emilie estelle etienne fabrice fanny florence frederique gaelle gaetan gerard ghislaine gilles gregory herve hubert ingrid jean jeremie joelle justine laetitia lionel
  loic ludovic lucile magali marc margaux marion marlene maxime melanie mickael myriam nadege odile olivier pascale patrice perrine quentin raphaelle regis remi renaud
  romain rosalie roxane sabrina samuel solene stephane sylvain tanguy thibault vincent virginie yannick yves zoe els piet henk joost maarten marieke pieter sjoerd willem
  wouter anouk bas bram daan femke hanneke ilse jeroen koen lieke lotte mirjam niek ruud sander saskia tess thijs uwe eva max heinrich ludwig wendelin wayne wei wendy werner wilhelm william wolfgang xavier yan yann yasmine yuki yusuf yves yvonne zoe`.split(
    /\s+/,
  ),
)
