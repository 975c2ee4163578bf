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
  'bin-packing': [100, '8c0f2bf968e6b3b60e8331f72cde6c37f5def7e9f50f63b6400996a2cbb2650d'],
  'bin-packing-any': [10, 'f065795c7c043e6a35e839c241f2c5cb2fba361879112241e048b84edb3b3d9d'],
  'bin-packing-uniform': [10, '9f10cee8a48e1b49e0914f70ee180910f486fa352f243ce67c6ae8655293098e'],
  'cap-set': [10, 'c52c305fd83068aadd2238ef8e9dd5e50b88f274821e8bc9cfe053aebb3a9ee4'],
  'circle-packing': [10, '2f4bf648843126b41f31fb91adf77a37ec3c1aac80734fd971a55950df2fc9b0'],
  'cluster-scheduling': [10, '674f75c85a18157f60d972cf119984f68229b2307a2b3062562cd6ce54e1ea6a'],
  'symbolic-regression': [10, 'b0e51f57340d02347fb10c29dd762750e4f82040d24fe6d1a9648a969c6ea6df'],
  template: [100, '88de095a66527b1c4837b65198cc042d2fc893c82e8499be00c024ac92718a5e'],
  'tensor-rank': [10, '7ccb5f620496da09bfae00a5b5847bc92d92fb781faf41385415a678452349a8'],
  'tsp-construct': [10, '9d09497a967a588ae492b67fc722d813772598141ed85aa4e1dcbd98101ab3e8'],
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
