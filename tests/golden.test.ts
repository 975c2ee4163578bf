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
  'bin-packing': [100, '57444858c0013f01cebe7f682d7cb3455dc6e20175989ddcc32d76dd5320f659'],
  'bin-packing-any': [10, 'f84180f0afa58d77715c9bb9427ae8c6fbc300d685e860d2c0e40b11524f3eb0'],
  'bin-packing-uniform': [10, 'b1ffe95830803973cfe144eac33b0aab0a52c9bdfca30161ab3aaf614c9d824f'],
  'cap-set': [10, '711dfd87475d11a3918bcfcbf9fbb1e8f1cea6b193474114fd69133f695c47e8'],
  'circle-packing': [10, '0b920429503d75137706fb8b0aa9d2162cbce0fac0cc564e2265406078d5c88d'],
  'cluster-scheduling': [10, 'c004a8af4b1feca7ad012e7255089c58677113298b82d0d446b8f8aa4e23b189'],
  'symbolic-regression': [10, 'b0e51f57340d02347fb10c29dd762750e4f82040d24fe6d1a9648a969c6ea6df'],
  template: [100, '51d203ed320deaef7579eee69ba9e87b39150cbbd416d0119bc95a12c0a2fd85'],
  'tensor-rank': [10, 'f8470ad0ef22e7dba5c35ade65a38864b221b7a93971671ee2b2d0232afdbf64'],
  'tsp-construct': [10, 'b5ae937a1a452ef7689ba810e112eeb063bce508258833f33197e0b8e14c18fb'],
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
