import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { evolve } from '../index.ts'
import { verifyByEngine } from '../run/tools/verify-engine.ts'
import { ternate } from './command.ts'
import { writeProblem } from './fixtures/comparing.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-engines-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('verify --engine quickjs', () => {
  const folder = join(root, 'run')

  test(
    'finds the answers of an honest run the same, and names what the language leaves to the implementation',
    { timeout: 240_000 },
    async () => {
      await (
        await evolve('symbolic-regression', { seed: 5, evaluations: 60, workers: 1, out: folder })
      ).finished
      const { code, stdout } = await ternate(['verify', folder, '--engine', 'quickjs', '--sample', '8', '--json'], root)
      const found = JSON.parse(stdout) as Awaited<ReturnType<typeof verifyByEngine>>
      expect(found).toMatchObject({ mode: 'engine', equal: true, engine: 'QuickJS', programs: 8, differences: [], unfinished: {} })
      expect(found.same + found.close + found.attributed).toBe(8)
      expect(code).toBe(0)
      // the draw is the run's own
      expect(await verifyByEngine(folder, 8)).toMatchObject({ functions: found.functions, same: found.same, close: found.close })
    },
  )

  test("finds a program whose answer is the engine's own, in one line with its record, and ends with 1", async () => {
    const problem = writeProblem(join(root, 'comparing'))
    const out = join(root, 'comparing-run')
    await (
      await evolve(problem, { seed: 5, evaluations: 3, workers: 1, out })
    ).finished
    const { code, stdout, stderr } = await ternate(['verify', out, '--engine', 'quickjs'], root)
    expect(stdout).toMatch(/^not equal: \d+ of \d+ answers differ: .*\n {2}record \d+, (?:train|validation) \d: V8 \d+, QuickJS \d+\n/)
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })

  test('needs no more than a choice of engines that there are', async () => {
    const { code, stderr } = await ternate(['verify', folder, '--engine', 'hermes'], root)
    expect(stderr).toContain('quickjs')
    expect(code).toBe(1)
    expect((await ternate(['verify', folder, '--engine', 'quickjs', '--all'], root)).code).toBe(1)
  })
})
