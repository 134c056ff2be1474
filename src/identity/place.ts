import { countryCode } from './country.ts'
import { memoize } from './memoize.ts'
import { fold, withoutDigraphs } from './normalise.ts'

/** Cities' names in other languages, and those of their own, folded. */
const names: ReadonlyMap<string, string> = new Map(
  `munich=munchen, cologne=koln, vienna=wien, milan=milano, rome=roma, florence=firenze, naples=napoli, turin=torino, venice=venezia, genoa=genova,
  prague=praha, prag=praha, warsaw=warszawa, warschau=warszawa, cracow=krakow, krakau=krakow, breslau=wroclaw, copenhagen=kobenhavn,
  kopenhagen=kobenhavn, gothenburg=goteborg, geneva=geneve, genf=geneve, brussels=bruxelles, brussel=bruxelles, antwerp=antwerpen, anvers=antwerpen,
  ghent=gent, gand=gent, bruges=brugge, the hague=den haag, lisbon=lisboa, lissabon=lisboa, seville=sevilla, moscow=moskva, moskau=moskva, москва=moskva,
  saint petersburg=sankt peterburg, st petersburg=sankt peterburg, санкт петербург=sankt peterburg, kiev=kyiv, kiew=kyiv, київ=kyiv, киев=kyiv,
  athens=athina, αθηνα=athina, bucharest=bucuresti, bukarest=bucuresti, belgrade=beograd, belgrad=beograd, nuremberg=nurnberg, hanover=hannover,
  basle=basel, bale=basel, lucerne=luzern, berne=bern, mailand=milano, rom=roma, florenz=firenze, neapel=napoli, venedig=venezia, genua=genova,
  marseilles=marseille, lyons=lyon, helsingfors=helsinki, tehran=teheran, peking=beijing`
    .split(',')
    .map((pair): [string, string] => {
      const [name = '', own = ''] = pair.trim().split('=')
      return [name, own]
    }),
)

const english = new Intl.DisplayNames(['en'], { type: 'region' })

/** Returns a place as a key: folded, its city and its country in one language; null if nothing is left. */
export const placeKey = memoize((text): string | null => {
  const [city = '', ...rest] = text.split(',').map((part) => withoutDigraphs(fold(part) ?? ''))
  const last = rest.at(-1) ?? ''
  // Two letters may be a state, as in "Ontario, CA", and Newport in England is not Newport in Wales.
  const isCountry = last.length > 2 ? !/^(?:england|scotland|wales|northern ireland)$/.test(last) : /^u[sk]$/.test(last)
  const country = isCountry ? countryCode(last) : undefined
  const within = country === undefined ? rest : [...rest.slice(0, -1), fold(english.of(country) ?? country)]
  return [names.get(city) ?? city, ...within].filter((part) => part !== '' && part !== null).join(' ') || null
})
