import { givenNames } from './given-names.ts'

/** Given names that are hardly ever family names, folded and spelled as in a key. */
const givenNamesOnly = words(`
  anna maria marija mariya eva ewa elena helena irina irena olga svetlana natalia natalia tatiana ekaterina katerina yulia iulia julia julie juliana anastasia marina
  oxana galina liudmila ludmila nadezhda valentina yelena alena alina daria darya xenia polina sofia zofia zuzana jana hana lenka petra katarzyna agnieszka
  malgorzata joanna magdalena monika beata dorota justyna karolina paulina aleksandra alexandra agata iwona izabela ilona renata teresa krystyna
  petr krzysztof piotr pawel tomasz marek andrzej grzegorz jerzy wojciech lukasz mateusz michal zbigniew slawomir jaroslaw dariusz mariusz
  yuri iuri sergei dmitri vladimir alexandr alexei andrei nikolai mikhail evgeni vasili oleg pavel maxim viktor anatoli grigori
  jiri ondrej vaclav zdenek jaroslav vojtech stanislav miroslav gabor zoltan laszlo istvan sandor tamas attila ferenc katalin erzsebet zsuzsanna
  ildiko eszter agnes judit jurgen jorg holger dieter helmut manfred uwe hans gunter gunther klaus wolfgang sabine ursula renate heike silke anja katja
  susanne claudia birgit martina stefanie christina christine ute isabelle nathalie sylvie celine aurelie sandrine elise elodie amelie
  giuseppe giovanni luca alessandro matteo francesca chiara giulia federica paola carmen lucia pilar mercedes mehmet mustafa ahmet ayse fatma zeynep elif
  pekka matti jukka timo juha heikki bjorn soren nikos giorgos dimitris eleni lars jens sven`)

/** Family names that are hardly ever given names, in languages in which they come first. */
const familyNames = words(`
  chen wu xu guo wang zhang liu zhao huang zhou zhu gao luo zheng liang xie tang deng zeng xiao
  nguyen tran pham huynh hoang phan dang bui ngo duong
  kim park choi jung kang cho yoon jang shin kwon hwang ahn bae baek noh
  tanaka suzuki sato takahashi watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi matsumoto inoue kimura hayashi
  shimizu saito yamazaki abe ikeda hashimoto ishikawa ogawa fujita okada hasegawa murakami kondo sakamoto
  fujiwara goto nakagawa okamoto fujii nakajima maeda fukuda miura takeda matsuda nakano harada ueda morita kaneko ishii kojima sakai shibata sugiyama imai kikuchi yokoyama miyazaki nomura matsui
  sugawara kinoshita nishimura arai aoki takagi hirano otsuka kawasaki iwasaki uchida takeuchi ueno`)

/** Slavic and Georgian family names, by their endings. */
const familyEnding =
  /(?:[a-z]{2}ov|[a-z]{2}ova|[a-z]{3}ev|[a-z]{3}eva|enko|chuk|[a-z]ski|[a-z]skaia|[a-z]ska|vich|shvili)$/

/** Returns a folded name with the given name first if it is clear that the family name comes first: Nagy Gábor, Nguyen Linh, Petrov Ivan. */
export function givenNameFirst(name: string): string {
  const ordered = inGivenOrder(name)
  const [one = '', two = '', family, more] = ordered.split(' ')
  if (family === undefined || more !== undefined || !familyNames.has(family) || givenNames.has(one)) return ordered
  // "Min-jun Kim" is "Minjun Kim", but "Dan A. Kim" is not "Dana Kim".
  return isSyllable(one) && isSyllable(two) ? `${one}${two} ${family}` : ordered
}

function isSyllable(word: string): boolean {
  return word.length > 1 && word.length < 7
}

function inGivenOrder(name: string): string {
  const end = name.indexOf(' ')
  if (end < 0) return name
  const [first, rest] = [name.slice(0, end), name.slice(end + 1)]
  if (givenNamesOnly.has(rest)) return isGiven(first) ? name : `${rest} ${first}`
  const others = rest.split(' ')
  if (isGiven(others[0] ?? '') && familyEnding.test(first) && !isGiven(first)) return `${rest} ${first}`
  if (!familyNames.has(first)) return name
  const last = others.at(-1) ?? ''
  return others.length > 2 || familyNames.has(last) || (isGiven(first) && isGiven(last)) ? name : `${rest} ${first}`
}

/** "Kim Martin" and "Thomas Hans" may be either way round. */
function isGiven(word: string): boolean {
  return givenNames.has(word) || givenNamesOnly.has(word)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
