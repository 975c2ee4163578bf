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
  'bin-packing': [100, '0e35bfcdd5f7e289bd6dfd14e70ed8d3de82a277a56b8a1b2a2bd1df1c20e681'],
  'bin-packing-any': [10, '4478da68bffd7b5424595205b991e4d942e51fd70773d8433e8a763100b7ed09'],
  'bin-packing-uniform': [10, 'e3a50dbf248c59f0912b74a0d421587b1c521ab353ac1a5754c5d388592c2986'],
  'cap-set': [10, '24ef75430aebbd1c5678ba4d914d04cd82bce7cc4711bc6d03d32c0d24330ac1'],
  'circle-packing': [10, '5fba6b6a18cdeef1f3311c3403a6c7875baa188a31d75822be1121f2c172012e'],
  'cluster-scheduling': [10, '0a1f78f2fcb7d5e92605f04556f03faf3a237127a98aeb8fdf82318017a2a742'],
  'symbolic-regression': [10, '8026311f80bc36ebd3effb510072d1ad3ecb03ada7b0296b5c48bd317edfed8d'],
  template: [100, '5ee70606fb39feca4422cdf41fd887a175c5d5455cff5882db5be1ff7b2d6b60'],
  'tensor-rank': [10, 'b4566f6a58f55187c8b3d82a3dae3043da6790126b704122ebb1f8c007359b22'],
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
