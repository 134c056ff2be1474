import { fold } from '../identity/normalise.ts'

// The parts of invented people and companies. `.example` is reserved and has no owner.

/** A word in its own script, and how it is spelled in an e-mail address. */
export interface Spelled {
  text: string
  latin: string
}

/** First and family names that go together; the first group, in Latin letters, is by far the largest. */
export const names: readonly { first: Spelled[]; last: Spelled[] }[] = [
  {
    first: spelled(
      `Amélie Benedikt Chloé Dario Élodie Françoise Gráinne Håkon Inês João Katarzyna Łukasz Márta Niamh Oisín Přemysl Quentin Renée
      Søren Thérèse Uxía Václav Wiktoria Ximena Yağmur Zoë Alasdair Beatrix Caspar Dagmar Emeka Fatoumata Gwendolyn Hamish Ingrid
      Jürgen Kwame Liv Magnus Noor Ottilie Pádraig Rosalind Siobhán Tomáš Ursula Viktor Wanjiru Yusuf Željko Aoife Björn Clémence
      Désirée Esmé Fabián Georgios Helga Imre Joëlle`,
    ),
    last: spelled(
      `Ábrahám Bělohlávek Castañeda D'Amico Eriksen Fjeldstad Großmann Håkansson Ilić Jørgensen Kowalczyk Lindqvist Müller Nuñez
      O'Callaghan Pálsson Quiñones Rönnqvist Sørensen Tóth Ünal Vásquez Wójcik Xifré Yıldız Żuraw Ashworth Brennan Cavendish Dvořák
      Echeverría Fernandes Gauthier Hölzl Iversen Janáček Kjærgaard Lefèvre Mäkinen Ndiaye Okafor Papadakis Queirós Ravenscroft
      Şahin Thorvaldsen Uzun Vandenberghe Whitcombe Ystad Zielińska Achterberg Bąk Contreras Dłuski Estévez Fáy Gómez Hrubý Ólafsdóttir`,
    ),
  },
  {
    first: spelled('さくら:sakura 健太:kenta 陽菜:hina 翔:sho 美咲:misaki 大輔:daisuke 結衣:yui 直樹:naoki'),
    last: spelled('佐藤:sato 渡辺:watanabe 小林:kobayashi 松本:matsumoto 石川:ishikawa 長谷川:hasegawa 藤原:fujiwara'),
  },
  {
    first: spelled('Олена:olena Дмитро:dmytro Світлана:svitlana Андрій:andriy Юлія:yuliya Богдан:bohdan Ірина:iryna'),
    last: spelled(
      'Коваленко:kovalenko Шевчук:shevchuk Бондар:bondar Ткаченко:tkachenko Мельник:melnyk Лисенко:lysenko',
    ),
  },
  {
    first: spelled('ليلى:layla يوسف:yousef مريم:maryam خالد:khaled نور:nour سامي:sami هدى:huda'),
    last: spelled('حداد:haddad منصور:mansour الخطيب:alkhatib نجار:najjar صباغ:sabbagh عبود:abboud'),
  },
  {
    first: spelled('지우:jiwoo 서연:seoyeon 민준:minjun 하은:haeun 도윤:doyun 수빈:subin 현우:hyunwoo'),
    last: spelled('김:kim 박:park 최:choi 정:jung 강:kang 윤:yoon 임:lim'),
  },
  {
    first: spelled('Ελένη:eleni Νίκος:nikos Δήμητρα:dimitra Γιώργος:giorgos Κατερίνα:katerina Στέλιος:stelios'),
    last: spelled('Παππάς:pappas Αλεξίου:alexiou Μαυρίδης:mavridis Κωστόπουλος:kostopoulos Ρήγας:rigas Βλάχου:vlachou'),
  },
]

/** First parts of company names. */
export const companyStems = words(
  `Alderbrook Brackenfell Cinderford Dunmarrow Eastwick Fernhollow Gullswing Hartlemoor Ironquay Juniperhill Kestrelgate Larkmere
  Mistlewick Nettlecombe Oakhanger Pebblecote Quarrybank Rookhope Saltmarsh Thistledown Umberlake Vellacott Wexcombe Yarrowdale
  Zephyrine Ashgrove Birchenough Coldharbour Driftwood Emberley`,
)

/** Last parts of company names, each with an industry. */
export const companyKinds = [
  { name: 'Analytics Ltd', industry: 'Software' },
  { name: 'Logistik GmbH', industry: 'Logistics' },
  { name: 'Santé S.A.', industry: 'Health care' },
  { name: 'Robotics, Inc.', industry: 'Machinery' },
  { name: 'Foods AB', industry: 'Food & beverages' },
  { name: 'Design & Söhne', industry: 'Design' },
] as const

/** Jobs, each with its level. */
export const titles = [
  { title: 'Head of Growth', level: 'Head' },
  { title: 'VP, Sales', level: 'VP' },
  { title: 'Chief Technology Officer', level: 'C-level' },
  { title: 'Directrice financière', level: 'Director' },
  { title: 'Operations Manager', level: 'Manager' },
  { title: 'Geschäftsführer', level: 'C-level' },
  { title: 'Data Engineer', level: 'Senior' },
  { title: 'Ingénieur “systèmes”', level: 'Senior' },
  { title: 'Procurement Lead, EMEA', level: 'Manager' },
  { title: 'Founder', level: 'Owner' },
] as const

/** Towns and their countries. */
export const towns = [
  ['Reykjavík', 'Iceland'],
  ['Düsseldorf', 'Germany'],
  ['Kraków', 'Poland'],
  ['São Paulo', 'Brazil'],
  ['Leeds', 'United Kingdom'],
  ['Lyon', 'France'],
  ['Nairobi', 'Kenya'],
  ['Austin', 'United States'],
  ['大阪', 'Japan'],
  ['Malmö', 'Sweden'],
] as const

/** Notes, some with several lines or quotes. */
export const notes = [
  '',
  '',
  '',
  'Met at the fair',
  'Wants a call in March,\nnot before 10 a.m.',
  'Said: "send me an offer"',
  'Two offices:\n1, Mill Lane\n2, "The Old Forge"',
  'Prefers e-mail; no calls',
] as const

function words(text: string): string[] {
  return text.split(/\s+/)
}

/** Words, optionally with their spelling after a colon. */
function spelled(text: string): Spelled[] {
  return words(text).map((entry) => {
    const [word = '', latin = fold(word) ?? ''] = entry.split(':')
    return { text: word, latin }
  })
}
