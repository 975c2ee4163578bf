import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ternate } from './command.ts'

const project = join(import.meta.dirname, '..')
const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0
let folder = ''
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'ternate-commands-test-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const digestIn = (text: string): string | undefined => /digest ([0-9a-f]{64})/.exec(text)?.[1]

/** A problem of a shell script whose numbers are tuned. */
function shellProblem(name: string, runner = ''): string {
  const place = join(folder, name)
  cpSync(join(project, 'examples/languages/mixed'), place, { recursive: true })
  rmSync(join(place, 'initial'), { recursive: true })
  writeFileSync(join(place, 'initial.sh'), 'read x\n# EVOLVE-BLOCK-START\na=3\nb=40\n# EVOLVE-BLOCK-END\necho $((a * x + b))\n')
  writeFileSync(
    join(place, 'problem.ts'),
    `import { defineProblem } from 'ternate'
export default defineProblem({
  statement: 'Be 7 x + 12.',
  runner: { use: 'command', run: 'sh program.sh'${runner} },
  direction: 'minimize',
  cases: { train: [1, 2].map((input) => ({ input, expected: 7 * input + 12 })) },
  verify: ({ expected }, answer) => Math.abs(Number(answer) - Number(expected)),
})
`,
  )
  return place
}

describe('a problem whose programs are run by commands', () => {
  test('evolves to one digest for any number of workers, and verifies', { timeout: 240_000 }, async () => {
    const place = shellProblem('shell')
    const run = (workers: number) =>
      ternate(['run', place, '--evaluations', '24', '--workers', String(workers), '--out', join(folder, `w${workers}`)], folder)
    const [one, two] = [await run(1), await run(2)]
    expect([one.code, two.code]).toEqual([0, 0])
    expect(digestIn(one.stdout)).toMatch(/./)
    expect(digestIn(two.stdout)).toBe(digestIn(one.stdout))
    expect(two.stdout).toMatch(/wall around the programs: (?:bubblewrap|another user|none)/)
    const verified = await ternate(['verify', join(folder, 'w2'), '--all', '--json'], folder)
    expect(JSON.parse(verified.stdout)).toMatchObject({ equal: true })
  })

  test('whose cost is measured keeps results in the order of their arrival', { timeout: 240_000 }, async () => {
    const place = shellProblem('measured', ", cost: 'measured'")
    const run = await ternate(['run', place, '--evaluations', '12', '--out', join(folder, 'm')], folder)
    expect(run.code).toBe(0)
    const shown = JSON.parse((await ternate(['show', join(folder, 'm'), '--json'], folder)).stdout) as {
      manifest: { order: { commitOrder?: string } }
    }
    expect(shown.manifest.order.commitOrder).toBe('arrival')
    expect((await ternate(['verify', join(folder, 'm'), '--all'], folder)).code).toBe(0)
  })

  test.runIf(hasPython)(
    'made of a folder of another engine is checked and run, and its scores are marked',
    { timeout: 240_000 },
    async () => {
      const made = await ternate(['init', './mine', '--from', join(project, 'examples/openevolve/function-minimisation')], folder)
      expect(made.stdout).toContain('say nothing here: evaluator.parallel_evaluations')
      const run = await ternate(['run', './mine', '--evaluations', '6', '--out', './mine-run'], folder)
      expect(run.code).toBe(0)
      expect(run.stdout).toContain('judge and program share a process')
      expect((await ternate(['show', './mine-run'], folder)).stdout).toContain('judge and program share a process')
      const judged = await ternate(['evaluate', './mine', join(folder, 'mine/initial_program.py')], folder)
      expect(judged.stderr).toContain('judge and program share a process')
      expect(judged.code).toBe(0)
    },
  )

  test('says in a line what is wrong', { timeout: 120_000 }, async () => {
    const refused = async (args: readonly string[]): Promise<string> => {
      const { code, stderr } = await ternate(args, folder)
      expect(code).toBe(1)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      return stderr
    }
    expect(await refused(['init', './x', '--from', './nowhere'])).toContain('INIT_FOREIGN')
    expect(await refused(['init', './x', '--from', join(project, 'docs')])).toContain('evaluator.py and initial_program.*')
    expect(await refused(['run', shellProblem('two', ", harness: 'python'"), '--evaluations', '2', '--out', './t'])).toContain(
      'both a command and a harness',
    )
    expect(
      await refused(['run', shellProblem('none', ", prepare: 'false', files: ['initial.sh']"), '--evaluations', '2', '--out', './u']),
    ).toContain('PROBLEM_PREPARE')
    expect(await refused(['run', shellProblem('odd', ", limits: { seconds: 'x' }"), '--evaluations', '2', '--out', './v'])).toContain(
      'limits',
    )
  })
})
