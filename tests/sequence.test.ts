import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { sequenceFile, sequenceOf, SEQUENCES } from './fixtures/sequence.ts'

/**
 * The files were written by the engine as it was before its parts were opened. Names and formats may change; what a search finds
 * may not, unless a change is meant to alter it: then write the files anew in the same commit and say so in CHANGELOG.md.
 */
async function isAsBefore(problem: string, evaluations: number): Promise<void> {
  const frozen = readFileSync(sequenceFile(problem), 'utf8').trimEnd().split('\n')
  expect(new Set(frozen).size).toBeGreaterThan(15)
  expect(await sequenceOf(problem, evaluations)).toEqual(frozen)
}

const NAME = 'a run of %s finds the same programs in the same order as before'
const [short, long] = [true, false].map((isShort) => Object.entries(SEQUENCES).filter(([problem]) => (problem === 'template') === isShort))
test.each(short ?? [])(NAME, isAsBefore)
test.each(long ?? [])(NAME, { tags: 'long' }, isAsBefore)
