import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ternate } from '../tests/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-headroom-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A problem whose model knows the inputs that are among the demonstrations, or near them: more of them name more. */
writeFileSync(
  join(folder, 'problem.ts'),
  `import { defineProblem } from 'ternate'
const cases = (from: number) => Array.from({ length: 30 }, (_, k) => ({ input: from + 3 * k, expected: Math.floor((from + 3 * k) / 10) }))
export default defineProblem({
  statement: 'Name the ten that a number belongs to.',
  runner: { use: 'model' },
  model: ({ messages }) => {
    const turns = messages.filter(({ role }) => role !== 'system')
    const input = Number(turns.at(-1)?.content)
    let best = { far: Infinity, said: '-1' }
    for (let at = 0; at + 2 < turns.length; at += 2) {
      const far = Math.abs(Number(turns[at]?.content) - input)
      if (far < best.far) best = { far, said: turns[at + 1]?.content ?? '' }
    }
    return best.said
  },
  cases: { train: cases(0), validation: cases(1) },
  verify: ({ expected }, answer) => (Number(answer) === expected ? 1 : 0),
  demonstrations: { 'demos.json': { most: 20 } },
  initialPrograms: [{ 'demos.json': '[{"input":0,"output":0}]' }],
})
`,
)

test('ternate headroom says what all demonstrations gain, on how many cases it shows, and that it is worth it', async () => {
  const { code, stdout } = await ternate(['headroom', folder, '--draws', '4', '--repeats', '2', '--json'], folder)
  const said = JSON.parse(stdout) as Record<string, unknown>
  expect(said).toMatchObject({
    measuredOn: 'validation',
    cases: 30,
    worth: true,
    verdict: 'worth it',
    repeat: { times: 2, isEqual: true, deviation: 0 },
    thresholds: { level: 0.05, power: 0.8, noiseTimes: 2 },
  })
  expect(said['demonstrations']).toMatchObject({ validation: expect.closeTo(0.8, 0) })
  expect(code).toBe(0)
  const again = await ternate(['headroom', folder, '--draws', '4', '--repeats', '2'], folder)
  expect(again.stdout).toContain('all demonstrations that fit')
  expect(again.stdout).toContain('Optimising is worth it')
})

test('ternate headroom refuses what cannot be in one line', async () => {
  const { code, stderr } = await ternate(['headroom', folder, '--draws', '0'], folder)
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain('--draws must be a whole number from 1')
})
