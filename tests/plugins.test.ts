import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadPlugin } from '../authoring/plugins.ts'
import { proposerRequirements, selectorRequirements, survivalRequirements } from '../conformance/index.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { compare, evolve, openRun } from '../index.ts'
import { makeProgram } from '../languages/index.ts'
import { eventsOf, project, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-plugins-'))
afterAll(() => rmSync(root, { recursive: true }))

const examples = join(project, 'examples/plugins')
const NAMES = ['boltzmann', 'keep-best', 'nudge', 'rewrite'] as const
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
    ...selectorRequirements(() => registry.create('selector', { use: 'boltzmann', temperature: 0.3 })),
    ...survivalRequirements(() => registry.create('survival', { use: 'keep-best', count: 7 })),
    ...proposerRequirements({ make: () => registry.create('proposer', { use: 'nudge' }), makeProgram, parents }),
    ...proposerRequirements({
      make: () => registry.find('proposer', 'rewrite')?.create({} as never, asking) as never,
      makeProgram,
      parents,
      replies,
    }),
  ])
    test(name, run)
})

const SETTINGS = `
problem: ./climb
plugins: [./plugins/boltzmann.ts, ./plugins/keep-best.ts, ./plugins/nudge.ts, ./plugins/rewrite.ts]
strategy:
  name: mine
  islands:
    - parents: { use: boltzmann, temperature: 0.1 }
      proposers: [{ use: nudge, by: 0.3, weight: 1 }, { use: rewrite, weight: 1 }]
      survival: { use: keep-best, count: 5 }
      inspirations: [{ use: boltzmann, count: 1 }]
    - parents: [{ use: boltzmann, weight: 1 }, { use: best, weight: 1 }]
      proposers: { use: nudge }
      survival: { use: keep-best }
  exchange: [{ use: migration, every: 20, count: 1 }]
  finalists: 5
`

test('a run whose parts all come from plug-ins is killed, resumed and verified after their files are gone', async () => {
  const folder = join(root, 'elsewhere')
  mkdirSync(folder)
  cpSync(examples, join(folder, 'plugins'), { recursive: true })
  cpSync(join(project, 'examples/stand-in/climb'), join(folder, 'climb'), { recursive: true })
  writeFileSync(join(folder, 'ternate.yaml'), SETTINGS)
  const standIn = await createStandIn({ latency: 20 })
  try {
    const asked = ['--model', 'good', '--base-url', standIn.url]
    const args = ['run', '--evaluations', '120', '--workers', '2', '--sandbox', 'none', '--json', '--out', 'run', ...asked]
    const killed = await ternate(args, folder, (text) => text.split('\n').length > 6)
    expect({ signal: killed.signal, stderr: killed.stderr }).toMatchObject({ signal: 'SIGKILL' })
    rmSync(join(folder, 'plugins'), { recursive: true })
    expect(existsSync(join(folder, 'run/plugins/1/boltzmann.ts'))).toBe(true)
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
      write('taken.ts', `import { defineSelector } from 'ternate'\n${worst.replace('worst', 'best')}`),
      'PLUGIN_NAME',
      /"best"/,
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
      message: expect.stringContaining(
        'strategy.islands[1].parents.use: no selector "hindmst"; there are: best, elite, front, hindmost, tournament, uniform (did you mean hindmost?)',
      ),
    })
    const out = join(root, 'hindmost')
    const mended = { ...strategy, islands: strategy.islands.slice(0, 1) }
    const run = await evolve('template', { plugins: [file], strategy: mended, evaluations: 20, workers: 1, out })
    await expect(run.finished).resolves.toMatchObject({ type: 'finished' })
    expect(readdirSync(join(out, 'plugins/1')).sort()).toEqual(['names.ts', 'worst.ts'])
  })
})

test('an experiment compares strategies of plug-ins, and goes on with them without being told again', async () => {
  const out = join(root, 'experiment')
  const island = {
    parents: { use: 'boltzmann' },
    proposers: [
      { use: 'nudge', weight: 1 },
      { use: 'genetic', weight: 3 },
    ],
    survival: { use: 'keep-best', count: 3 },
  }
  const mine = { name: 'mine', islands: [island], finalists: 1 }
  const plugins = ['boltzmann', 'keep-best', 'nudge'].map((name) => join(examples, `${name}.ts`))
  const shared = { out, jobs: 1, baselines: false, sandbox: 'none' } as const
  await compare({ ...shared, plugins, problems: ['template'], strategies: [mine, 'random'], seeds: 1, evaluations: 12 })
  const grown = await compare({ ...shared, seeds: 2 })
  expect(grown?.seeds).toBe(2)
  expect(existsSync(join(out, 'runs/template/mine/2/plugins/3/nudge.ts'))).toBe(true)
})
