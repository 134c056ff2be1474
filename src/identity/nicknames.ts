/** Short forms of given names that stand for one name only, folded and spelled as in a key. */
export const nicknames: ReadonlyMap<string, string> = new Map(
  `alexandr alexander, bill william, billy william, will william, bob robert, bobby robert, rob robert, jim james, jimmy james, tom thomas, tommy thomas, mike michael, dave david,
  joe joseph, dick richard, rick richard, matt matthew, dan daniel, danny daniel, greg gregory, jeff jeffrey, ken kenneth, don donald, ron ronald,
  tim timothy, josh joshua, zach zachary, jake jacob, chuck charles, nick nicholas, ben benjamin, walt walter, phil philip, pete peter, art arthur, doug douglas,
  liz elizabeth, peggy margaret, maggie margaret, debbie deborah, deb deborah, sue susan, cindy cynthia, becky rebecca,
  jenny jennifer, jen jennifer, patty patricia, barb barbara, abby abigail, pam pamela, vicky victoria, angie angela, trish patricia,
  gianni giovanni, beppe giuseppe, peppe giuseppe, toni antonio, pepe jose, paco francisco, nacho ignacio, quique enrique, manolo manuel, manu emmanuel, lupe guadalupe, chema jose,
  misha mikhail, vova vladimir, volodia vladimir, kolia nikolai, dima dmitri, petia petr, katia ekaterina, natasha natalia, liosha alexei, seriozha sergei, tania tatiana, olia olga, ania anna,
  kasia katarzyna, gosia malgorzata, zbyszek zbigniew, tomek tomasz, wojtek wojciech, krzysiek krzysztof, piotrek piotr, basia barbara, kuba jakub, honza jan, jirka jiri,
  sepp josef, basti sebastian, matze matthias, hannes johannes, fritz friedrich, willi wilhelm, rudi rudolf, steffi stefanie, susi susanne, alejo alejandro,
  charlie charles, vince vincent, russ russell, stan stanley, ray raymond, ronnie ronald, hank henry, betty elizabeth, beth elizabeth, mandy amanda, judy judith, connie constance, ginny virginia,
  pancho francisco, curro francisco, kike enrique, lalo eduardo, charo rosario, lola dolores, rafa rafael, santi santiago, javi javier, edu eduardo, memo guillermo, chico francisco, ze jose,
  mimmo domenico, jupp josef, wolfi wolfgang, manni manfred, gabi gabriele, moni monika, uschi ursula, gitti brigitte, conny cornelia,
  maciek maciej, staszek stanislaw, jurek jerzy, zosia zofia, ela elzbieta, tonda antonin, franta frantisek, vasek vaclav, zuzka zuzana,
  pisti istvan, laci laszlo, gyuri gyorgy, zoli zoltan, zsuzsa zsuzsanna, kati katalin, erzsi erzsebet, kostia konstantin, grisha grigori, pasha pavel, masha maria, dasha daria, nastia anastasia, sveta svetlana,
  meg margaret, jess jessica, becca rebecca, geoff geoffrey, cliff clifford, clint clinton, mitch mitchell, gabe gabriel, wes wesley, reggie reginald, freddie frederick, larry lawrence, dottie dorothy,
  zack zachary, wally walter, norm norman, sid sidney, archie archibald, wim willem, kostas konstantinos, dimitris dimitrios, panos panagiotis, vangelis evangelos,
  thanasis athanasios, stelios stylianos, vroni veronika, resi theresia, slawek slawomir, darek dariusz, jarek jaroslaw, wladek wladyslaw, danka danuta, pepa josef,
  mirek miroslav, feri ferenc, jancsi janos, joska jozsef, sanyi sandor`
    .split(',')
    .map((pair): [string, string] => {
      const [short = '', long = ''] = pair.trim().split(' ')
      return [short, long]
    }),
)
