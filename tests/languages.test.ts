import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPlugin } from '../authoring/plugins.ts'
import { languageRequirements } from '../conformance/index.ts'
import type { LanguageDefinition, LanguagePart } from '../engine/contracts/language.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { evolve, loadProblem, openRun, resume } from '../index.ts'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-languages-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string): string => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  return join(root, path)
}

/** A language of sums in Polish notation; blanks between its words do not matter. */
const language = write(
  'plugins/rpn.ts',
  `import { defineLanguage } from 'ternate'
export default defineLanguage({
  name: 'rpn',
  extensions: ['.rpn'],
  canonicalize(text) {
    const words = text.split(/\\s+/).filter((word) => word !== '')
    const wrong = words.findIndex((word) => !/^(?:[-+*x]|\\d{1,9})$/.test(word))
    return wrong < 0 ? { ok: true, canonical: words.join(' '), size: words.length } : { ok: false, reason: \`has a word \${wrong + 1} that is none\` }
  },
})
`,
)
/** Changes a number, or only blanks. */
const turning = write(
  'plugins/turn.ts',
  `import { defineProposer } from 'ternate'
export default defineProposer({
  name: 'turn',
  create: () => ({
    *propose({ parents: [parent], random }) {
      const files = { ...parent?.program.files }
      const [name] = Object.keys(files).filter((file) => file.endsWith('.rpn'))
      const text = files[name] ?? ''
      const changed = random.next() < 0.3 ? text.replaceAll(' ', '   ') : text.replace(/\\d+/, (digits) => String(Number(digits) + random.integer(7) - 3).replace('-', ''))
      return { kind: 'program', files: { ...files, [name]: changed }, operator: 'turn' }
    },
  }),
})
`,
)
const strategy = {
  name: 'turns',
  islands: [{ parents: { use: 'greedy' }, proposers: { use: 'turn' }, survival: { use: 'elitist', capacity: 9 } }],
  finalists: 2,
}

describe('the language of a plug-in', async () => {
  const [part] = (await loadPlugin(language)).parts
  const make = (): LanguageDefinition => (part as LanguagePart).create()
  for (const { name, run } of languageRequirements({
    make,
    file: 'a.rpn',
    same: [['1 x +', ' 1\n x\t+ ']],
    different: ['1', 'x', '1 x +', 'x 1 +'],
  }))
    test(name, { timeout: 60_000 }, run)
})

/** The value of a sum. */
function valueOf(text: string): number {
  const stack: number[] = []
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (/\d/.test(word)) stack.push(Number(word))
    else if (word === 'x') stack.push(3)
    else {
      const [b = Number.NaN, a = Number.NaN] = [stack.pop(), stack.pop()]
      stack.push(word === '+' ? a + b : word === '-' ? a - b : a * b)
    }
  }
  return stack.pop() ?? Number.NaN
}

/** Judges sums by how far they are from 100. */
const judge: Evaluator = {
  cost: 'declared',
  evaluate: async ({ program, set }) => {
    const score = Math.abs(100 - valueOf(program.files['program.rpn'] ?? ''))
    return { set, verdict: 'scored', cases: [{ verdict: 'scored', fuel: 10, score, metrics: {} }], score, metrics: {}, fuel: 10 }
  },
  close: async () => {},
}

describe('a run of a problem without JavaScript', () => {
  const run = join(root, 'run')
  const problem = join(root, 'sums')
  beforeAll(async () => {
    write(
      'sums/problem.ts',
      `import { defineProblem } from 'ternate'\nexport default defineProblem({ statement: 'Come to 100.', direction: 'minimize', cases: { train: [{ input: 3 }] }, verify: () => 0, runner: { use: 'rpn' } })\n`,
    )
    write('sums/initial.rpn', '12 x *\n')
    write('better.rpn', '  33   x * 1 +\n')
    const going = await evolve(problem, {
      evaluator: judge,
      plugins: [language, turning],
      strategy,
      seed: 3,
      evaluations: 40,
      workers: 2,
      baselines: false,
      out: run,
    })
    await going.finished
  }, 60_000)

  test('knows what only the layout of tells apart, and shows its programs', async () => {
    const { archive } = openRun(run)
    const outcomes = [...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record.outcome.kind] : []))
    await archive.close()
    expect(outcomes).toContain('unchanged')
    const shown = await ternate(['show', run], root)
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const source = await ternate(['show', run, '1', '--source'], root)
    expect(source).toEqual({ code: 0, signal: null, stderr: '', stdout: '12 x *\n' })
    const data = JSON.parse((await ternate(['show', run, '1', '--json'], root)).stdout) as object
    expect(data).toMatchObject({ files: { 'program.rpn': '12 x *\n' }, size: 3 })
  })

  test('takes a program that a person wrote, and goes on with it', async () => {
    const injected = await ternate(['inject', run, 'better.rpn', '--json'], root)
    expect(injected).toMatchObject({ code: 0, stderr: '' })
    const going = await resume(run, { evaluator: judge, evaluations: 60, baselines: false })
    await going.finished
    const champion = await ternate(['show', run, 'champion', '--json'], root)
    expect(JSON.parse(champion.stdout)).toMatchObject({ evaluations: expect.arrayContaining([expect.objectContaining({ score: 0 })]) })
    const { archive } = openRun(run)
    const sources = Array.from({ length: archive.column('scores').length }, (_, k) => archive.program(k + 1)?.files)
    await archive.close()
    expect(sources).toContainEqual({ 'program.rpn': '  33   x * 1 +\n' })
  })

  test('is exported and is the same in another form', async () => {
    const exported = await ternate(['export', run, '--to', 'jsonl', '--out', 'run.jsonl'], root)
    expect(exported).toMatchObject({ code: 0 })
    expect(readFileSync(join(root, 'run.jsonl'), 'utf8')).toContain('"program.rpn":"12 x *\\n"')
    expect(await ternate(['diff', run, run, '--json'], root)).toMatchObject({ code: 0, stderr: '' })
  })

  test('is refused for what would need JavaScript, in a line each', async () => {
    cpSync(problem, join(root, 'plain'), { recursive: true })
    write('plain/problem.ts', readFileSync(join(problem, 'problem.ts'), 'utf8').replace(", runner: { use: 'rpn' }", ''))
    for (const args of [
      ['check', './plain'],
      ['run', './plain', '--evaluations', '5', '--out', 'refused'],
      ['evaluate', './plain', 'better.rpn'],
    ]) {
      const refused = await ternate(args, root)
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/initial\.rpn holds no JavaScript, and the runner isolate runs nothing else[\s\S]*PROBLEM_RUNNER/)
      expect(refused.stderr).not.toMatch(/^ {4}at /m)
    }
    await expect(loadProblem(join(root, 'plain'))).rejects.toMatchObject({ code: 'PROBLEM_RUNNER' })
  })
})

test('the language of a plug-in reaches worker threads and verify, and outlives its file', { tags: 'long' }, async () => {
  write(
    'mixed/problem.ts',
    `import { defineProblem } from 'ternate'\nexport default defineProblem<number, number>({ statement: 'Come to 100.', direction: 'minimize', cases: { train: [{ input: 3 }] }, verify: (_, answer) => Math.abs(100 - answer) })\n`,
  )
  write(
    'mixed/initial/program.ts',
    `import sum from './sum.rpn'\nexport function f(x: number): number {\n  const [a] = sum.trim().split(' ')\n  return Number(a) * x\n}\n`,
  )
  write('mixed/initial/sum.rpn', '12 x *\n')
  write('mixed/initial/README.md', 'notes\n')
  for (const file of ['rpn.ts', 'turn.ts']) cpSync(join(root, 'plugins', file), join(root, 'copies', file))
  const out = join(root, 'mixed-run')
  const settings = { strategy, seed: 5, evaluations: 30, workers: 2, sandbox: 'none', out } as const
  const going = await evolve(join(root, 'mixed'), { ...settings, plugins: [join(root, 'copies/rpn.ts'), join(root, 'copies/turn.ts')] })
  await going.finished
  rmSync(join(root, 'copies'), { recursive: true })
  const { archive } = openRun(out)
  const outcomes = [...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record.outcome.kind] : []))
  expect(Object.keys(archive.program(1)?.files ?? {})).toEqual(['program.ts', 'sum.rpn'])
  await archive.close()
  expect(outcomes).toContain('unchanged')
  const verified = await ternate(['verify', out, '--all', '--json'], root)
  expect(verified).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(verified.stdout)).toMatchObject({ equal: true })
  expect((await ternate(['show', out, 'champion', '--source'], root)).stdout).toMatch(/^\/\/ program\.ts\n[\s\S]*\/\/ sum\.rpn\n\d+/)
})
