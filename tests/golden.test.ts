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
  'bin-packing': [100, '2fed847d07625fbbae85770d40612e70a2dbd0d8e661dea9bead188b5b635e64'],
  'bin-packing-any': [10, '299ca8715b72aa1256d72eb7c4f4f77eb814b8b2ec27e59f5dfbea79dc3a5453'],
  'bin-packing-uniform': [10, 'dcd5f15bc09a2742a2be7bfff801467c61cf71d9575c8e55d40944e23ed840ff'],
  'cap-set': [10, 'e97d771d71e5ef4d005502c9aebb7ec8ea9006c5b3646aa240aee537de2ac016'],
  'circle-packing': [10, 'f98298c33a30a8efcad1d80f98be8d71326ad36b49b1061230d8297727d916e2'],
  'cluster-scheduling': [10, '3cdb250a6ce3d29dff0b614349959a51c1d6db4ae6de1c7e8779a8fd6861c1e6'],
  'symbolic-regression': [10, 'a5594a8691485c3b1bf83d4bcb0d826ede14b2cdfe4c1cbe43e48db0c39eb823'],
  template: [100, '1bc752dea720b255790f30ffc035d5d26bd0270cd607a91fe0d3a418347a5277'],
  'tensor-rank': [10, '334c27c674602e5e97fd2c6bb5c415c92e9151e75af41d4e4e31f6c079bce2dc'],
  'tsp-construct': [10, 'f3fdb26f2904fad0d99a81bb444102527b373d29ba1f6d0968f7299b5bd96f84'],
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
