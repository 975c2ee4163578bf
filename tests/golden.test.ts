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
  'bin-packing': [100, 'c53f87345bf342e004c89a6ae13354b4c382b52c9cd06859fab822938956c005'],
  'bin-packing-any': [10, 'cd0093d9a903704aa8719c2253974b2a13f3f62667d407aa5f28df179b854cf5'],
  'bin-packing-uniform': [10, 'd64c0234a1ab610aa7e38aaa0b723a8554337906fbcab850ba5fc0d548afdf7f'],
  'cap-set': [10, 'a3e27d9d172a871e7f38bb53c991bb1dc77c3c8b127dd8ad26ff9b7d8fce7a60'],
  'circle-packing': [10, '099d218b34d0091da94f6568add12db8c224c618a6434d5fb92e611d3a184846'],
  'cluster-scheduling': [10, 'ac37223eddaa9bc28971d69225755d155b43afe1e9bae98c2a1c0e640e08449f'],
  'coding-tasks': [2, '1629d7feaf5b69dfa9522f359e36262265a7af696bca1fa7a4809a0ec527dc13'],
  'language-id': [100, 'e75223bd95ee8dda7ac887be1f5ee47f86bdc2f6986c96a9ffd011151aaa636d'],
  retrieval: [100, 'ffce7bbf8a9fe68481baaf86074e78341d88466b94852d2cf488c06a7117b232'],
  'symbolic-regression': [10, '5f74c656a86c5d524e288f847ce92ad89451ec62688d937e6a3e083231af999c'],
  template: [100, '6ca81e1ef855e15cd84969bd82c28680469696aa8d9ccedd8c2d4b7f5378dfbb'],
  'tensor-rank': [10, 'a816020c72654e97899caa6365b3c7eafe38e669b80e712018be2548183fad1f'],
  'ticket-routing': [100, '6556977b5f81a702e7a2ae99f3656efce252c95777e6c7990db1ee04578314cc'],
  tickets: [10, '50d03e0fc8981c7e9564559bb9ded7fc75a1d260d6ce363e76c1c1b23a99e68b'],
  'tsp-construct': [10, '25a486030738bf9e14e95170b81fd7f242f8f1d720614afca1108291156b2d1e'],
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
