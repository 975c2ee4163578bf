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
  'circle-packing': [10, '419967c1d3411713126a8e0084d01d97e9cb123c804a4f1fb578cda5cc32817b'],
  'cluster-scheduling': [10, 'dc8b87840722bd705932f5150ba428b0a65261d236936bd94cf748888e854b5d'],
  'symbolic-regression': [10, '34cf834128cc32542d0a7284553dc66c19823ca7c73de872c4ed832a502ea9c5'],
  template: [100, '1ee4c060500107ec26b32413a9ba57d47ff15b17b45e96a7bacde65c355dbc33'],
  'tensor-rank': [10, 'be7e3bfb91ac9da7bd06da98f05e865410cb5ca2e5f0415c04ef739c8df2db8e'],
  'tsp-construct': [10, 'f35d5529ec9975a83b183686248c1c5965c0ea155f1cd45c0725abc4540bdb57'],
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
