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
  'bin-packing': [100, '743f129fb197e1a78efa6b731d565eb19f1b4a342b5b2a75200e89949bbe4456'],
  'bin-packing-any': [10, '241a4a31df05647cc2e4f2c92cc5bbefecd870d71b9b72d1b90a76fc4b065f87'],
  'bin-packing-uniform': [10, '79f4404f8ff204b99b6c38026132731e1edd6d9e319dc5248277c4564d94e480'],
  'cap-set': [10, 'a3cf003e8f5c4dd9f044591e0c7de85d626695a15f95fa7900d31a6bb8c283cd'],
  'circle-packing': [10, '158e55c9d462dded6b30bf65e05eebe83e5b0ff712b867a9abf43a339391f2f4'],
  'cluster-scheduling': [10, 'aa6ce60d3e8c4f18e944e368227f8e060adce347513e35f03a3f696c8442a4c6'],
  'symbolic-regression': [10, 'f6da86f737082f934f6aa949e29b0c4336e347db74270e3ab5fffec4d5912c75'],
  template: [100, '51e203d5082cf0e13662c938626554d66afe49ef80c16039dbce018271c5e8b3'],
  'tensor-rank': [10, '79e90e29527a74ecddc4c3636eb4b77d3129de0028a393d596f6d9abc0c5d594'],
  'tsp-construct': [10, 'bcde6fcb16f43f7dfb2ef4b8533ffe125c6749c3ff4050abf906ac40ddfe416c'],
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
