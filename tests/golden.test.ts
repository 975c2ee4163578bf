import { expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain, GENESIS } from '../archive/digest.ts'
import { shippedProblems } from '../authoring/load.ts'
import { evolve, openRun } from '../index.ts'

/**
 * What a short run of each shipped problem comes to. A change of what a run finds or journals changes these: then put in the
 * digest that the failure shows, in the same commit, and say in CHANGELOG.md that digests have changed. A change that was not
 * meant to do so is wrong.
 */
const GOLDEN: Readonly<Record<string, readonly [evaluations: number, digest: string]>> = {
  'bin-packing': [100, 'da55558a6ae40fc240bba76266a66ab5777ba2e2e2d9e45919fc171393260e16'],
  'bin-packing-any': [10, '6f573b1121086541d66d383416c0ec4ad9d37c014bf76d65ee90e54fbc95068d'],
  'bin-packing-uniform': [10, '7c382883689ebf414fcfd8246f24b2e842a4c13949ec506a68f085f15efbd740'],
  'cap-set': [10, '1d54fd6ad8c6a5be4f65aaf5866528eaa105ff382154252544e5eaaa69f1f3a4'],
  'circle-packing': [10, '5fba6b6a18cdeef1f3311c3403a6c7875baa188a31d75822be1121f2c172012e'],
  'cluster-scheduling': [10, 'dd6bb971be85e093617ac89517b39dd648478a6ffb5e6bdc1de80fe802ea417c'],
  'symbolic-regression': [10, '31c9448ae636e5a79a223405d4b2939b498a8306a4aac2289ec8562b90df5390'],
  template: [100, '07f5b98a8afa493dc40a5621c1bbf070f4d036032f60b830902365a5c689c42c'],
  'tensor-rank': [10, '4f46a0c7a49a83afe305a4c66ef601dc859dc4c080787dff512072b8964733d4'],
  'tsp-construct': [10, '59aaa1eff8b10b853c7b393e86609e1cfb4eb29f76f3be780721786cefb6d26b'],
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
