import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPlugin } from '../authoring/plugins.ts'
import { proposerRequirements, runnerRequirements, selectorRequirements, survivalRequirements } from '../conformance/index.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import type { Runner } from '../engine/contracts/runner.ts'
import { smallProblem } from '../evaluators/isolate/fixtures/problems.ts'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { compare, evolve, openRun, exportRun, importRun, resume, verify } from '../index.ts'
import { makeProgram } from '../languages/index.ts'
import { readConfig } from '../cli/config.ts'
import type { RunOptions } from '../index.ts'
import { eventsOf, project, ternate } from './command.ts'
import { chained, linesOf, seal } from './fixtures/exported.ts'
import type { Line } from './fixtures/exported.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-plugins-'))
afterAll(() => rmSync(root, { recursive: true }))

const examples = join(project, 'examples/plugins')
const NAMES = ['annealed', 'keep-best', 'nudge', 'rewrite', 'stack'] as const
const loaded = await Promise.all(NAMES.map((name) => loadPlugin(join(examples, `${name}.ts`))))
const registry = createRegistry(loaded.flatMap(({ parts }) => parts))

describe('the plug-ins among the examples', () => {
  test('are files of at most 40 lines', () => {
    for (const file of readdirSync(examples).filter((name) => name.endsWith('.ts')))
      expect(readFileSync(join(examples, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40)
  })
  const parents = [{ 'program.js': 'export function f(x) {\n  const goal = 3\n  return goal * x + 0.5\n}\n' }]
  const asking = {
    models: [{ name: 'any', weight: 1 }],
    templates: [{ id: 't', purpose: 'offspring' as const, text: '{{parent}}' }],
    bandit: false,
    crossoverEvery: 0,
    maxRepairs: 0,
    reflectEvery: 0,
    summarizeEvery: 0,
    templateUpdateEvery: 0,
    omit: [],
    stagnationWindow: 0,
  }
  const replies = ['<<<<<<< SEARCH\n  const goal = 3\n=======\n  const goal = 4\n>>>>>>> REPLACE', 'I would rather not.']
  for (const { name, run } of [
    ...selectorRequirements(() => registry.create('selector', { use: 'annealed', temperature: 0.3 })),
    ...survivalRequirements(() => registry.create('survival', { use: 'keep-best', count: 7 })),
    ...proposerRequirements({ make: () => registry.create('proposer', { use: 'nudge' }), makeProgram, parents }),
    ...proposerRequirements({
      make: () => registry.find('proposer', 'rewrite')?.create({} as never, asking) as never,
      makeProgram,
      parents,
      replies,
    }),
    ...runnerRequirements({
      open: (site) => registry.find('runner', 'stack')?.create({} as never, site) as Runner,
      problem: smallProblem({ train: [1, 2, 3].map((input) => ({ name: String(input), input, weight: 1 })) }),
      makeProgram,
      sound: [{ 'program.rpn': 'x 2 * 1 +' }, { 'program.rpn': 'x x * 3 max' }],
      broken: [{ 'program.rpn': 'x +' }, { 'program.rpn': ' ' }],
    }),
  ])
    test(name, run)
})

const LINE = `import { defineProblem } from 'ternate'

export default defineProblem<number, number>({
  statement: 'Come near to 7 x + 20.',
  direction: 'minimize',
  runner: { use: 'stack' },
  cases: { train: [{ input: 0 }, { input: 1 }, { input: 5 }], validation: [{ input: 2 }], heldOut: { far: [{ input: 100 }] } },
  verify: ({ input }, answer) => Math.abs(answer - (7 * input + 20)),
})
`

const SETTINGS = `
problem: ./line
plugins: [./plugins/annealed.ts, ./plugins/keep-best.ts, ./plugins/nudge.ts, ./plugins/rewrite.ts, ./plugins/stack.ts]
strategy:
  name: mine
  islands:
    - parents: { use: annealed, temperature: 0.1 }
      proposers: [{ use: nudge, by: 0.3, weight: 1 }, { use: rewrite, weight: 1 }]
      survival: { use: keep-best, count: 5 }
      inspirations: [{ use: annealed, count: 1 }]
    - parents: [{ use: annealed, weight: 1 }, { use: greedy, weight: 1 }]
      proposers: { use: nudge }
      survival: { use: keep-best }
  exchange: [{ use: migration, every: 20, count: 1 }]
  finalists: 5
`

test('a run whose parts all come from plug-ins is killed, resumed and verified after their files are gone', { tags: 'long' }, async () => {
  const folder = join(root, 'elsewhere')
  mkdirSync(folder)
  cpSync(examples, join(folder, 'plugins'), { recursive: true })
  mkdirSync(join(folder, 'line'))
  writeFileSync(join(folder, 'line/problem.ts'), LINE)
  writeFileSync(join(folder, 'line/initial.rpn'), 'x 2 * 1 +\n')
  writeFileSync(join(folder, 'ternate.yaml'), SETTINGS)
  const standIn = await createStandIn({ latency: 20 })
  try {
    const asked = ['--model', 'good', '--base-url', standIn.url]
    const args = ['run', '--evaluations', '60', '--calls', '200', '--workers', '2', '--sandbox', 'none', '--json', '--out', 'run', ...asked]
    const killed = await ternate(args, folder, (text) => text.split('\n').length > 6)
    expect({ signal: killed.signal, stderr: killed.stderr }).toMatchObject({ signal: 'SIGKILL' })
    rmSync(join(folder, 'plugins'), { recursive: true })
    expect(existsSync(join(folder, 'run/plugins/1/annealed.ts'))).toBe(true)
    const resumed = await ternate(['resume', 'run', '--json', '--workers', '1'], folder)
    expect(resumed).toMatchObject({ code: 0, stderr: '' })
    expect(eventsOf(resumed.stdout).at(-1)).toMatchObject({ type: 'finished' })
  } finally {
    await standIn.close()
  }
  const { archive, manifest } = openRun(join(folder, 'run'))
  expect(manifest.plugins?.map(({ file }) => file)).toEqual(NAMES.map((name) => `${name}.ts`))
  const operators = new Set([...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record.outcome.operator] : [])))
  await archive.close()
  expect([...operators]).toEqual(expect.arrayContaining(['nudge', 'rewrite']))
  const verified = await ternate(['verify', 'run', '--all', '--json'], folder)
  expect(verified).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(verified.stdout)).toMatchObject({ equal: true })
})

const write = (name: string, text: string): string => {
  const file = join(root, name)
  writeFileSync(file, text)
  return file
}
const worst = `export default defineSelector({ name: 'worst', create: () => ({ select: ({ individuals }) => individuals.slice(-1) }) })`

describe('an exported run with plug-ins', () => {
  const at = (name: string): string => join(root, 'exported', name)
  let lines: Line[] = []
  beforeAll(async () => {
    mkdirSync(at('parts'), { recursive: true })
    write('exported/parts/name.ts', `export const name: string = 'hindmost'`)
    const file = write(
      'exported/mine.ts',
      `import { defineSelector, z } from 'ternate'\nimport { name } from './parts/name.ts'\n${worst.replace("'worst'", 'name, options: z.strictObject({ of: z.int().default(2) })')}`,
    )
    const island = { parents: { use: 'hindmost', of: 3 }, proposers: { use: 'genetic' } }
    const strategy = { name: 'mine', islands: [island], finalists: 1 }
    const options = { plugins: [file, join(examples, 'nudge.ts')], strategy, evaluations: 20, workers: 1, out: at('run') }
    await (
      await evolve('template', options)
    ).finished
    await exportRun(at('run'), 'jsonl', at('run.jsonl'))
    lines = linesOf(readFileSync(at('run.jsonl'), 'utf8'))
  })

  test('is imported with them, goes on there, verifies, and is exported again to the same bytes', async () => {
    const imported = await importRun(at('run.jsonl'), at('other'))
    expect(imported).toMatchObject({ plugins: join(at('other'), 'plugins') })
    for (const path of ['1/mine.ts', '1/parts/name.ts', '2/nudge.ts'])
      expect(readFileSync(join(at('other/plugins'), path), 'utf8')).toBe(readFileSync(join(at('run/plugins'), path), 'utf8'))
    await exportRun(at('other'), 'jsonl', at('again.jsonl'))
    expect(readFileSync(at('again.jsonl'), 'utf8')).toBe(readFileSync(at('run.jsonl'), 'utf8'))
    const more = await (await resume(at('other'), { evaluations: 30, workers: 1 })).finished
    expect(more.evaluations).toBeGreaterThanOrEqual(30)
    expect(await verify(at('other'), { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: more.digest })
  })

  test('is no bundle when a copy is not what it was, and says so as text', async () => {
    cpSync(at('run'), at('altered'), { recursive: true })
    writeFileSync(join(at('altered'), 'plugins/1/parts/name.ts'), `export const name: string = 'best'`)
    await expect(exportRun(at('altered'), 'bundle', at('no.ternate'))).rejects.toMatchObject({ code: 'PLUGIN_CHANGED' })
    expect(await exportRun(at('altered'), 'jsonl', at('bare.jsonl'))).toMatchObject({
      missing: expect.stringContaining('is not what it was'),
    })
    expect((await importRun(at('bare.jsonl'), at('bare'))).plugins).toBeUndefined()
    await expect(resume(at('bare'), { evaluations: 40 })).rejects.toMatchObject({ code: 'PLUGIN_MISSING' })
  })

  const withFile = (file: Line): Line[] => lines.toSpliced(1, 0, { kind: 'file', text: 'x', plugin: 0, ...file })
  const changed = (path: string, edit: Line): Line[] => lines.map((line) => (line['path'] === path ? { ...line, ...edit } : line))
  const changeManifest = (edit: (manifest: Line) => Line): Line[] =>
    chained(
      lines.map((line) => {
        const holder = (line['run'] ?? line['record']) as Line | undefined
        const manifest = holder?.['manifest'] as Line | undefined
        if (manifest === undefined) return line
        const edited = { ...holder, manifest: edit(manifest) }
        return line['run'] === undefined ? { ...line, record: edited } : { ...line, run: edited }
      }),
    )
  const islands =
    (parents: unknown) =>
    (manifest: Line): Line => ({
      ...manifest,
      strategy: { name: 'mine', islands: [{ parents, proposers: { use: 'genetic' } }], finalists: 1 },
    })

  test('is taken when it was only sealed anew', async () => {
    writeFileSync(at('sealed.jsonl'), seal(chained(lines)))
    await expect(importRun(at('sealed.jsonl'), at('sealed'))).resolves.toMatchObject({ out: at('sealed') })
  })

  test.each<[string, () => Line[]]>([
    ['a file above its folder', () => withFile({ path: '../evil.ts' })],
    ['a file above its folder, further down', () => withFile({ path: 'a/../../evil.ts' })],
    ['a file with an absolute path', () => withFile({ path: '/tmp/evil.ts' })],
    ['a file with a backslash', () => withFile({ path: '..\\evil.ts' })],
    ['a control character in a name', () => withFile({ path: 'a\u0000b' })],
    ['an empty name', () => withFile({ path: 'a//b' })],
    ['a file that it does not import', () => withFile({ path: 'more.ts' })],
    ['a file that is there already', () => withFile({ path: 'mine.ts' })],
    ['a file in the place of a folder', () => withFile({ path: 'mine.ts/x' })],
    [
      'more files than a plug-in has',
      () =>
        Array.from({ length: 51 }, (_, k) => k).reduce(
          (list, k) => list.toSpliced(1, 0, { kind: 'file', text: '', plugin: 0, path: `f${k}.ts` }),
          lines,
        ),
    ],
    ['a plug-in that its manifest does not name', () => withFile({ plugin: 2, path: 'x.ts' })],
    ['a number that no plug-in has', () => withFile({ plugin: -1, path: 'x.ts' })],
    ['a plug-in that is another', () => changed('parts/name.ts', { text: `export const name = 'best'` })],
    ['a plug-in that does not parse', () => changed('mine.ts', { text: 'export default (' })],
    ['a plug-in that imports from elsewhere', () => changed('mine.ts', { text: `import '../../../x.ts'` })],
    ['a plug-in that lacks a file', () => lines.filter(({ path }) => path !== 'parts/name.ts')],
    ['one plug-in of two', () => lines.filter(({ path }) => path !== 'nudge.ts')],
    [
      'a plug-in under the name of a folder above',
      () => changeManifest((manifest) => ({ ...manifest, plugins: [{ file: '..', content: 'x' }] })),
    ],
    ['a plug-in under a path', () => changeManifest((manifest) => ({ ...manifest, plugins: [{ file: 'a/b.ts', content: 'x' }] }))],
    ['a part that is no name', () => changeManifest(islands({ use: '../x' }))],
    ['an option that a part of the engine lacks', () => changeManifest(islands({ use: 'greedy', of: 3 }))],
  ])('is refused with %s, and leaves nothing behind', async (_, make) => {
    writeFileSync(at('hostile.jsonl'), seal(make()))
    const before = readdirSync(at('.')).sort()
    await expect(importRun(at('hostile.jsonl'), at('out'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
    expect(readdirSync(at('.')).sort()).toEqual(before)
  })

  test('may name parts of plug-ins only where it names plug-ins', async () => {
    const bare = changeManifest((manifest) => Object.fromEntries(Object.entries(manifest).filter(([key]) => key !== 'plugins'))).filter(
      ({ plugin }) => plugin === undefined,
    )
    writeFileSync(at('hostile.jsonl'), seal(bare))
    await expect(importRun(at('hostile.jsonl'), at('out'))).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message: expect.stringContaining('no selector "hindmost"'),
    })
  })
})

describe('a plug-in', () => {
  test.each([
    ['that is not there', join(root, 'none.ts'), 'PLUGIN_MISSING', /none\.ts/],
    ['that does not parse', write('broken.ts', 'export default ('), 'PLUGIN_LOAD', /does not parse/],
    ['that throws', write('throws.ts', 'throw new Error("no\\nway")'), 'PLUGIN_LOAD', /throws\.ts does not load: Error: no$/],
    ['that exports nothing', write('nothing.ts', 'export const x = 1'), 'PLUGIN_LOAD', /no default export/],
    ['that exports no part', write('number.ts', 'export default 7'), 'PLUGIN_LOAD', /exports what is no part/],
    ['that imports a package', write('package.ts', `import 'lodash'\nexport default []`), 'PLUGIN_IMPORT', /"lodash"/],
    [
      'that imports from outside of its folder',
      write('outside.ts', `import '../x.ts'\nexport default []`),
      'PLUGIN_IMPORT',
      /"\.\.\/x\.ts"/,
    ],
    [
      'whose name is taken',
      write('taken.ts', `import { defineSelector } from 'ternate'\n${worst.replace('worst', 'greedy')}`),
      'PLUGIN_NAME',
      /"greedy"/,
    ],
    [
      'with an option that refs use themselves',
      write(
        'use.ts',
        `import { defineSelector, z } from 'ternate'\n${worst.replace('create', 'options: z.object({ use: z.string() }), create')}`,
      ),
      'PLUGIN_LOAD',
      /"use"/,
    ],
  ])('%s is refused', async (_, file, code, message) => {
    await expect(evolve('template', { plugins: [file], evaluations: 5 })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test('may have files of its own beside it, and its parts are offered where a strategy names one that there is not', async () => {
    write('names.ts', `export const name: string = 'hindmost'`)
    const file = write(
      'worst.ts',
      `import { defineSelector } from 'ternate'\nimport { name } from './names.ts'\n${worst.replace("'worst'", 'name')}`,
    )
    const island = { parents: { use: 'hindmst' }, proposers: { use: 'genetic' } }
    const strategy = { name: 'mine', islands: [{ ...island, parents: { use: 'hindmost' } }, island], finalists: 1 }
    await expect(evolve('template', { plugins: [file], strategy, evaluations: 5 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(
        /strategy\.islands\[1\]\.parents\.use: no selector "hindmst"; there are: aflow, .*, hindmost, .*, wheel \(did you mean hindmost\?\)/,
      ),
    })
    const out = join(root, 'hindmost')
    const mended = { ...strategy, islands: strategy.islands.slice(0, 1) }
    const run = await evolve('template', { plugins: [file], strategy: mended, evaluations: 20, workers: 1, out })
    await expect(run.finished).resolves.toMatchObject({ type: 'finished' })
    expect(readdirSync(join(out, 'plugins/1')).sort()).toEqual(['names.ts', 'worst.ts'])
  })
})

test('a plug-in of an installed package is named by the package, from settings and from code', async () => {
  const folder = join(root, 'user')
  const home = join(folder, 'node_modules/ternate-hindmost')
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "name": "ternate-hindmost", "version": "1.0.0", "main": "plugin.ts" }')
  writeFileSync(
    join(home, 'plugin.ts'),
    `import { defineSelector } from 'ternate'\nconst name: string = 'hindmost'\n${worst.replace("'worst'", 'name')}`,
  )
  writeFileSync(
    join(folder, 'ternate.yaml'),
    `
problem: template
plugins: [ternate-hindmost]
strategy: { name: mine, islands: [{ parents: { use: hindmost }, proposers: { use: genetic } }], finalists: 1 }
`,
  )
  const { config } = (await readConfig(join(folder, 'ternate.yaml'))) ?? {}
  expect(config?.plugins).toEqual([join(home, 'plugin.ts')])
  const { problem: _, ...settings } = config ?? {}
  const run = await evolve('template', { ...(settings as RunOptions), evaluations: 5, workers: 1 })
  await expect(run.finished).resolves.toMatchObject({ type: 'finished' })
  for (const name of ['ternate-none', 'fs'])
    await expect(evolve('template', { plugins: [name] })).rejects.toMatchObject({
      code: 'PLUGIN_MISSING',
      message: expect.stringContaining(`nor an installed package "${name}"`),
    })
})

test('an experiment compares strategies of plug-ins, and goes on with them without being told again', { tags: 'long' }, async () => {
  const out = join(root, 'experiment')
  const island = {
    parents: { use: 'annealed' },
    proposers: [
      { use: 'nudge', weight: 1 },
      { use: 'genetic', weight: 3 },
    ],
    survival: { use: 'keep-best', count: 3 },
  }
  const mine = { name: 'mine', islands: [island], finalists: 1 }
  const plugins = ['annealed', 'keep-best', 'nudge'].map((name) => join(examples, `${name}.ts`))
  const shared = { out, jobs: 1, baselines: false, sandbox: 'none', references: false } as const
  await compare({ ...shared, plugins, problems: ['template'], strategies: [mine, 'random'], seeds: 1, evaluations: 12 })
  const grown = await compare({ ...shared, seeds: 2 })
  expect(grown?.seeds).toBe(2)
  expect(existsSync(join(out, 'runs/template/mine/2/plugins/3/nudge.ts'))).toBe(true)
})
