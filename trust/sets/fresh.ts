import { createHmac } from 'node:crypto'
import type { Case } from '../../engine/contracts/problem.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { hashOf, hashOfCase } from './hash.ts'

/** Makes cases of a set from the random stream of a key. */
export type Generator = (key: string) => readonly Case[]

/** Times that a generator is asked again when it makes cases that are known already. */
const ROUNDS = 50

/**
 * The seed of the fresh cases of a test: nobody chooses it, since it follows from a secret that was committed to when the sets were frozen and
 * from what is tested. Different tests have different seeds.
 */
export const freshSeed = (secret: string, test: string): string => createHmac('sha256', secret).update(test).digest('hex')

/** What is told of a seed before and beside what was made from it. */
export const commitmentTo = (seed: string): string => hashOf(seed)

/**
 * Cases that a generator makes from a seed, none of which is known.
 *
 * @param known hashes of cases that somebody has seen
 * @throws TernateError `SETS_FRESH` where the generator does not make so many
 */
export function freshCases(
  generate: Generator,
  { set, seed, count, known }: { readonly set: string; readonly seed: string; readonly count: number; readonly known: ReadonlySet<string> },
): readonly Case[] {
  const taken = new Set<string>()
  const cases: Case[] = []
  for (let round = 1; round <= ROUNDS && cases.length < count; round++) {
    for (const each of generate(`fresh/${seed}/${round}`)) {
      const of = hashOfCase(each)
      if (known.has(of) || taken.has(of) || cases.length >= count) continue
      taken.add(of)
      cases.push({ ...each, name: `${set} ${cases.length + 1}` })
    }
  }
  if (cases.length === count) return cases
  throw new TernateError(
    'SETS_FRESH',
    `the generator of ${set} made ${cases.length} cases in ${ROUNDS} rounds that nobody has seen, and ${count} are wanted`,
    'Ask for fewer with `--cases`, or let the generator draw from more.',
  )
}

/** Whether a generator makes other cases from another stream, half of them or more. */
export function isFresh(generate: Generator, known: readonly Case[]): boolean {
  const seen = new Set(known.map(hashOfCase))
  const made = generate('fresh/probe').map(hashOfCase)
  return made.length > 0 && 2 * made.filter((each) => !seen.has(each)).length >= made.length
}
