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
  'bin-packing': [100, '36a3ef2b10077ccd5fcf5b2f6f6f2bcdc84ad65e8912502055b1c96f2deeb561'],
  'bin-packing-any': [10, '2e41eb455aaae5802cc5d40fcd79dd9519fd667e0ecb245edffecedd73ac8fa0'],
  'bin-packing-uniform': [10, '83bec749393fc7030aa20b67992088020e4a3940fc164965ca9927a048b5738b'],
  'cap-set': [10, '8170a29164b6a88e9ea8c0699d182ae5bd59f74baf56211a8cf2a770e4c32d91'],
  'circle-packing': [10, '2ab4aaaa0220aee277324f9eb4260ca949a6bc08c5a1fda56cbd5e1516de1b03'],
  'cluster-scheduling': [10, '4903ab007d21e67fdf576aa45873f7d881e415c55a656723b9e96da7eee0f352'],
  'symbolic-regression': [10, '8f15063bb06e8c3aaa4ea7d0c037a5e96745e9054f3dadc9e8039aefe9c6d313'],
  template: [100, 'd3632408bf005f5f229dacc92393567aee7a1cebb5527b5c5250a3825e02385e'],
  'tensor-rank': [10, 'e7897575971f142b8f27381f6c04c0f8bd7f3a004a4fc4cee03bb3206c517848'],
  'tsp-construct': [10, 'dbb1f7255d7b0cf6417f1106db6b90258085abee4853788616e9a92a2d12975a'],
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
