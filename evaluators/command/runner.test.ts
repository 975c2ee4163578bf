import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completeProblem } from '../../authoring/load.ts'
import { runnerRequirements } from '../../conformance/index.ts'
import { completeOptionsOf } from '../../engine/contracts/registry.ts'
import { makeProgram } from '../../languages/index.ts'
import { command } from './part.ts'
import { openCommand } from './runner.ts'
import { hasCompiler, hasPython, jails, problemWith, resultsOf } from './fixtures/trial.ts'

const open = (jail: 'bwrap' | 'none') => (site: { readonly problem: ReturnType<typeof problemWith> }) => {
  const { use: _, ...options } = site.problem.runner ?? { use: '' }
  return openCommand(site.problem, completeOptionsOf(command, options) as never, jail)
}

describe.each(jails)('the runner of commands, with the jail %s', (jail) => {
  const shell = problemWith({ run: 'sh main.sh' }, { initialPrograms: [{ 'main.sh': 'read x; echo $((x * x))' }] })
  for (const { name, run } of runnerRequirements({
    open: open(jail),
    problem: shell,
    jail,
    makeProgram,
    sound: [{ 'main.sh': 'read x; echo $((x * x))' }, { 'main.sh': 'cat', 'more/data.txt': 'x' }],
    broken: [{}, { 'main.sh': 'exit 3' }, { 'main.sh': 'echo no >&2' }, { 'main.sh': 'kill -9 $$' }],
  }))
    test(name, { timeout: 60_000 }, run)

  test('takes what stands on the output: JSON as its value, everything else as text', async () => {
    const [json] = await resultsOf({ 'main.sh': 'echo \'{ "a": [1, 2] }\'' }, shell, jail)
    const [text] = await resultsOf({ 'main.sh': 'printf "two words\\n\\n"' }, shell, jail)
    expect([json, text]).toEqual([
      { kind: 'answer', cost: 1000, answer: { a: [1, 2] } },
      { kind: 'answer', cost: 1000, answer: 'two words' },
    ])
  })

  test('says why there is no answer, with the last line of the error output', async () => {
    const [result, ...rest] = await resultsOf({ 'main.sh': 'echo first >&2; echo "no such\u001b[31m thing" >&2; exit 7' }, shell, jail)
    expect(result).toEqual({ kind: 'error', cost: 1000, reason: 'ended with code 7: no such [31m thing' })
    expect(rest).toEqual([{ kind: 'skipped' }, { kind: 'skipped' }])
  })

  test('declares a cost behind the word that is the first line of its input', async () => {
    const problem = problemWith({ run: 'sh main.sh', answer: 'descriptor' })
    const files = {
      'main.sh': 'read word; read x; echo "$word { \\"answer\\": $((x * x)), \\"cost\\": $x }" >&3; echo "forged { \\"answer\\": 0 }" >&3',
    }
    expect(await resultsOf(files, problem, jail)).toEqual([2, 3, 4].map((x) => ({ kind: 'answer', cost: x, answer: x * x })))
  })

  test('measures milliseconds where it is told to, and gives each case a seed of its own', async () => {
    const problem = problemWith({ run: 'sh main.sh', cost: 'measured' })
    const results = await resultsOf({ 'main.sh': 'sleep 0.05; echo "$SEED"' }, problem, jail)
    expect(results.map((result) => 'answer' in result && result.answer)).toEqual(['train/0/0', 'train/1/0', 'train/2/0'])
    for (const result of results) expect('cost' in result && result.cost).toBeGreaterThanOrEqual(50)
  })

  test.runIf(hasCompiler)('builds a program once, and says what is wrong with one that does not build', { timeout: 60_000 }, async () => {
    const problem = problemWith({ build: 'gcc -O1 -o square main.c && date +%s%N >> built', run: './square; wc -l < built >&2' })
    const source = '#include <stdio.h>\nint main(void) { long x; if (scanf("%ld", &x) != 1) return 1; printf("%ld\\n", x * x); }\n'
    expect(await resultsOf({ 'main.c': source }, problem, jail)).toMatchObject([{ answer: 4 }, { answer: 9 }, { answer: 16 }])
    const [broken] = await resultsOf({ 'main.c': 'int main(void) { return x; }\n' }, problem, jail)
    expect(broken).toMatchObject({ kind: 'error', reason: expect.stringMatching(/^building it ended with code 1/) as string })
  })

  test.runIf(hasPython)(
    'shows the files that the problem names, those of its repository, and what was prepared of them',
    { timeout: 60_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ternate-command-'))
      mkdirSync(join(folder, 'repository'))
      writeFileSync(join(folder, 'problem.ts'), '')
      writeFileSync(join(folder, 'secret.txt'), 'label')
      writeFileSync(join(folder, 'shown.txt'), 'shown')
      writeFileSync(join(folder, 'repository/helper.py'), 'FACTOR = 10\n')
      writeFileSync(join(folder, 'repository/main.py'), 'old\n')
      const definition = {
        statement: 'Say what there is.',
        runner: {
          use: 'command',
          harness: 'python',
          files: ['shown.txt'],
          prepare: 'tr a-z A-Z < shown.txt > made.txt',
          repository: 'repository',
        },
        cases: { train: [{ input: 2 }] },
        initialPrograms: [{ 'main.py': 'def solve(x):\n    return x\n' }],
        verify: () => 1,
      }
      const source =
        'import os\nfrom helper import FACTOR\ndef solve(x):\n    at = os.environ["PROBLEM"]\n    return [FACTOR * x, sorted(os.listdir(at)), open(at + "/made.txt").read()]\n'
      const [result] = await resultsOf({ 'main.py': source }, completeProblem(definition, folder), jail)
      expect(result).toMatchObject({ answer: [20, ['made.txt', 'shown.txt'], 'SHOWN'] })
      expect(() =>
        open(jail)({ problem: completeProblem({ ...definition, runner: { ...definition.runner, files: ['../x'] } }, folder) }),
      ).toThrow('../x, which the runner is to show, is not in')
      expect(() =>
        open(jail)({
          problem: completeProblem({ ...definition, runner: { ...definition.runner, prepare: 'echo bad >&2; false' } }, folder),
        }),
      ).toThrow('prepare of')
      rmSync(folder, { recursive: true })
    },
  )
})
