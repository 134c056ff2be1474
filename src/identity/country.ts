import { fold } from './normalise.ts'

const languages = 'en de fr es it pt nl sv da nb fi pl cs sk hu ro bg el ru uk tr ar he ja ko zh'.split(' ')

/** Names that are not a country's in any of the languages, folded. */
const aliases: Readonly<Record<string, string>> = {
  usa: 'US',
  us: 'US',
  'u s': 'US',
  'u s a': 'US',
  'united states of america': 'US',
  america: 'US',
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  uae: 'AE',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  'south korea': 'KR',
  korea: 'KR',
  'republic of korea': 'KR',
  'russian federation': 'RU',
  'hong kong': 'HK',
  macau: 'MO',
  turkey: 'TR',
  'viet nam': 'VN',
  prc: 'CN',
  'mainland china': 'CN',
  'peoples republic of china': 'CN',
  eire: 'IE',
  'republic of ireland': 'IE',
  brasil: 'BR',
  'ivory coast': 'CI',
  swaziland: 'SZ',
  macedonia: 'MK',
  burma: 'MM',
  'cape verde': 'CV',
}

const usStates = `alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine
  maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada new-hampshire new-jersey new-mexico new-york north-carolina north-dakota ohio oklahoma
  oregon pennsylvania rhode-island south-carolina south-dakota tennessee texas utah vermont virginia washington west-virginia wisconsin wyoming`

/** The European Union, the eurozone, the United Nations, unknown regions and withdrawn codes. */
const notCountries = /^(?:EU|EZ|UN|ZZ|XA|XB|QO|AN|BU|CS|DD|FX|NT|SU|TP|YD|YU|ZR|UK)$/

let codes: ReadonlyMap<string, string> | undefined
let regions: ReadonlySet<string> | undefined

/** Returns the ISO code of a country, from its name in a usual language or its code; undefined if it is not known. */
export function countryCode(text: string): string | undefined {
  codes ??= readCodes()
  regions ??= new Set(codes.values())
  const trimmed = text.trim()
  if (/^[A-Za-z]{2}$/.test(trimmed)) {
    const code = trimmed.toUpperCase()
    return code === 'UK' ? 'GB' : regions.has(code) ? code : undefined
  }
  return codes.get(fold(trimmed) ?? '')
}

/** Returns the country at the end of a location such as "Madrid, Spain"; two letters may also be a state. */
export function countryOfLocation(location: string): string | undefined {
  const last = location.slice(location.lastIndexOf(',') + 1).trim()
  if (/^[A-Za-z]{2}$/.test(last)) return /^(?:us|uk)$/i.test(last) ? countryCode(last) : undefined
  // The code may be a state's just as well.
  if (location.includes(',') && last.toLowerCase() === 'georgia') return undefined
  return countryCode(last) ?? (location.includes(',') && states.has(last.toLowerCase()) ? 'US' : undefined)
}

const states: ReadonlySet<string> = new Set(usStates.split(/\s+/).map((state) => state.replaceAll('-', ' ')))

function readCodes(): Map<string, string> {
  const found = new Map<string, string>()
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const all = letters
    .flatMap((a) => letters.map((b) => `${a}${b}`))
    .filter((code) => english.of(code) !== undefined && !notCountries.test(code))
  for (const language of languages) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of all) {
      const key = fold(names.of(code) ?? '')
      if (key !== null && !found.has(key)) found.set(key, code)
    }
  }
  for (const [name, code] of Object.entries(aliases)) found.set(name, code)
  return found
}
