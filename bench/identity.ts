import {
  type IdentityPair,
  identityPairs,
  type PairScore,
  readPairs,
  scorePairs,
} from '../test/support/identity-pairs.ts'

/** Precision and recall of merging. */
export interface IdentityFigures {
  people: PairScore | null
  companies: PairScore | null
  /** Reason why nothing was scored. */
  missing?: string
}

/** Scores the labelled pairs of a file, or those in the folder that IDENTITY_DIR names. */
export function benchIdentity(file: string | undefined): IdentityFigures {
  if (file !== undefined) {
    const pairs = readPairs(file)
    return {
      people: scored(pairs.filter(isOfPeople), 'PEOPLE'),
      companies: scored(
        pairs.filter((pair) => !isOfPeople(pair)),
        'COMPANIES',
      ),
    }
  }
  const [people, companies] = [identityPairs('PEOPLE'), identityPairs('COMPANIES')]
  return {
    people: scored(people, 'PEOPLE'),
    companies: scored(companies, 'COMPANIES'),
    ...(people || companies
      ? {}
      : { missing: 'IDENTITY_DIR does not name a folder with pairs-people.json and pairs-companies.json.' }),
  }
}

/** The figures as lines, with every wrong pair if asked for. */
export function identityTable({ people, companies, missing }: IdentityFigures, isVerbose: boolean): string {
  const lines = Object.entries({ people, companies }).flatMap(([name, score]) => {
    if (score === null) return []
    const wrong = [
      ...score.wrongMerges.map((text) => `  merged  ${text}`),
      ...score.misses.map((text) => `  missed  ${text}`),
    ]
    const figures = `precision ${score.precision}, recall ${score.recall}, ${score.wrongMerges.length} wrong merges, ${score.misses.length} misses`
    return [`${name.padEnd(10)} ${score.pairs} pairs: ${figures}`, ...(isVerbose ? wrong : [])]
  })
  return `${[...lines, ...(missing === undefined ? [] : [missing])].join('\n')}\n`
}

function scored(pairs: IdentityPair[] | null, dataType: 'PEOPLE' | 'COMPANIES'): PairScore | null {
  return pairs === null || pairs.length === 0 ? null : scorePairs(pairs, dataType)
}

/** Companies have a name, people have one in parts or a full one. */
function isOfPeople({ a, b }: IdentityPair): boolean {
  return !('name' in a || 'name' in b || 'domain' in a || 'domain' in b || 'website' in a || 'website' in b)
}
