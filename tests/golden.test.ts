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
  'bin-packing': [100, '2f48749cf1d7974ca4dc71933d31b0fb7b7f615eb32d80f5c7734d3e87780c45'],
  'bin-packing-any': [10, '3566a3edc279101b9a0dcd8dded892c3f109d7f9c8c14b965299be2982ac4736'],
  'bin-packing-uniform': [10, '31f16a2ef2b57d035979a093cc3672f8a5e2235f0d32b17a6625297ecc0f4886'],
  'cap-set': [10, '29c8975ef543574c462ca7b3d77edeb8352c8aa19d2d40093d0486fec00614b2'],
  'circle-packing': [10, 'e1f2d5e630e06fca825b5b1aa19b15524e8b72206581b7509adc155bda0106cb'],
  'cluster-scheduling': [10, 'fe209250d6a8b0e4faad805b142b1257557abf6186193e3e4f3030ebd46e5321'],
  'symbolic-regression': [10, 'b2b9f6e71bdb74931ddff40308a8046a946a4d636e7a9bfe5a131bfbe2c62551'],
  template: [100, 'edc46ff2cf79792b4da3bd5b2e31769d83ad4afea885428b13d62fabe9435875'],
  'tensor-rank': [10, 'dcd979d9f926fa6bafb408a73af7bc8aa115a9bf7b01ec84697ccb3671aa14f1'],
  'tsp-construct': [10, 'bc41f8e449d40c5c3187b6c841cbc53c391af8d489e841a14f826e334578f2a4'],
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
