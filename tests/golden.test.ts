import { expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain, GENESIS } from '../archive/digest.ts'
import { shippedProblems } from '../evaluators/problem/load.ts'
import { evolve, openRun } from '../index.ts'

/**
 * What a short run of each shipped problem comes to. A change of what a run finds or journals changes these: then put in the
 * digest that the failure shows, in the same commit, and say in CHANGELOG.md that digests have changed. A change that was not
 * meant to do so is wrong.
 */
const GOLDEN: Readonly<Record<string, readonly [evaluations: number, digest: string]>> = {
  'bin-packing': [100, '4f6d8e2b5316723a58908dc63ff336696751dfd6e2cf4fc8c384353768b4b700'],
  'bin-packing-any': [10, 'c19523eff79732f47c35c4981a2c2bb5e6e431e0fd4feffefd47b412d36df548'],
  'bin-packing-uniform': [10, '1b012e8afa125e763c54a4612fb8dfce2b799ad8d22cbd9973e0566f59871a5a'],
  'cap-set': [10, '6b7e29020f32418738c80b5e34381ae90b197b9d59b5188c2015e322fc55036e'],
  'circle-packing': [10, '50648ebd39c6f1940a7555506af77e15eb65dd404715f8c6cab6242fde7616fe'],
  'cluster-scheduling': [10, '0205a5d96e927b3ae90fb4970dd8aa49212a1640db9c0855f92b9c9a7f69bad9'],
  'symbolic-regression': [10, 'ccc6c3789447bdad827d9dffbe5952503c7c0b714805a0f058883a7ee44ea44f'],
  template: [100, '51d203ed320deaef7579eee69ba9e87b39150cbbd416d0119bc95a12c0a2fd85'],
  'tensor-rank': [10, 'b86de10b65f4672258658ea15b26631f3e14da3423d29d7ff95ce30c674accce'],
  'tsp-construct': [10, '00e76f63afe66f16eab267fee902a45f23d34ec83e9b34a2280053ef095af68a'],
}

test('every shipped problem has one', () => {
  expect(Object.keys(GOLDEN)).toEqual(shippedProblems())
})

test.each(Object.entries(GOLDEN))('a short run of %s has the digest that it always had', async (problem, [evaluations, golden]) => {
  const root = mkdtempSync(join(tmpdir(), 'ternate-golden-'))
  const out = join(root, 'run')
  try {
    await (
      await evolve(problem, { seed: 'golden', evaluations, workers: 2, out })
    ).finished
    const { archive } = openRun(out)
    let digest = GENESIS
    for (const { record } of archive.entries()) {
      // Without the engine's version and the machine, so that the digest is one for all of them.
      const manifest =
        record.type === 'start' ? { ...record.manifest, engine: '', platform: { node: '', v8: '', icu: '', arch: '' } } : undefined
      digest = chain(digest, manifest === undefined ? record : { type: 'start', manifest })
    }
    await archive.close()
    expect(digest).toBe(golden)
  } finally {
    rmSync(root, { recursive: true })
  }
})
