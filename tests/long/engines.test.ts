import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { evolve } from '../../index.ts'
import { verifyByEngine } from '../../run/tools/verify-engine.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-engines-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Programs of each problem that are held against the second engine. */
const SAMPLES: Readonly<Record<string, number>> = { 'bin-packing': 334, 'symbolic-regression': 333, 'tsp-construct': 333 }

test('a thousand programs of three problems answer alike in two engines', async () => {
  let programs = 0
  for (const [name, size] of Object.entries(SAMPLES)) {
    const out = join(root, name)
    await (
      await evolve(name, { seed: 11, evaluations: 3 * size, workers: 2, out })
    ).finished
    const { functions, same, close, attributed, differences, unfinished, ...found } = await verifyByEngine(out, size)
    console.log(JSON.stringify({ name, programs: found.programs, same, close, attributed, functions, unfinished, differences }))
    expect(differences).toEqual([])
    expect(unfinished).toEqual({})
    // what is not the same to the last bit called functions that the language leaves to the implementation, which are named
    if (close + attributed > 0) expect(Object.keys(functions)).not.toEqual([])
    programs += found.programs
  }
  expect(programs).toBe(1000)
})
