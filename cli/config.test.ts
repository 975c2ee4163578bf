import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseConfig, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const refused = (text: string): string => {
  try {
    parseConfig(text, 'ternate.yaml')
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'accepted'
}

const STRATEGY = `
problem: bin-packing
strategy:
  name: mine
  islands:
    - parents: { use: elite }
      proposers: { use: genetic }
      survival: { capacity: 50 }
      inspirations: [{ use: random, count: 2 }]
  exchange: [{ use: migration, every: 500, count: 2 }]
  finalists: 20
`

describe('ternate.yaml', () => {
  test('has the settings of a run', () => {
    const text =
      'problem: bin-packing\nseed: 7\nevaluations: 2000\nseconds: 1.5\ntarget: 0.7\nstrategy: random\norder: { virtualWorkers: 8, batch: 4 }\n'
    expect(parseConfig(text, 'x')).toEqual({
      problem: 'bin-packing',
      seed: 7,
      evaluations: 2000,
      seconds: 1.5,
      target: 0.7,
      strategy: 'random',
      order: { virtualWorkers: 8, batch: 4 },
    })
    expect(parseConfig('', 'x')).toEqual({})
  })
  test('may say of models all that docs/models.md says it may', () => {
    const blocks = [...readFileSync(join(import.meta.dirname, '../docs/models.md'), 'utf8').matchAll(/```yaml\n(.*?)```/gs)]
    const text = blocks.map(([, block = '']) => block).find((block) => block.includes('prompting')) ?? ''
    for (const [, block = ''] of blocks) expect(() => parseConfig(block, 'docs/models.md')).not.toThrow()
    const { models, prompting } = parseConfig(text, 'docs/models.md')
    expect(models).toMatchObject([{ name: 'small', price: { input: 0.25, output: 2 } }, { name: 'large' }])
    expect(Object.keys(prompting ?? {})).toHaveLength(9)
  })
  test('may hold a strategy of its own', () => {
    expect(parseConfig(STRATEGY, 'x').strategy).toMatchObject({ name: 'mine', finalists: 20 })
  })
  test.each([
    ['an unknown key', 'seed: 1\n\nevalutions: 30\n', /ternate\.yaml:3: there is no field "evalutions", did you mean evaluations\?/],
    ['an unknown key further in', 'order:\n  virtualWorkers: 8\n  batches: 4\n', /ternate\.yaml:3: order: there is no field "batches"/],
    ['a value out of range', 'seed: 1\nevaluations: -5\n', /ternate\.yaml:2: evaluations: /],
    ['a value of the wrong kind', 'evaluations: many\n', /ternate\.yaml:1: evaluations: /],
    ['text that is no YAML', 'seed: 1\nproblem: [a\n', /ternate\.yaml:\d: /],
    ['a key twice', 'seed: 1\nseed: 2\n', /ternate\.yaml:2: /],
    ['a list', '- seed\n', /ternate\.yaml:1: /],
    [
      'a mistake within a strategy',
      STRATEGY.replace('capacity: 50', 'capacity: -1'),
      /ternate\.yaml:8: strategy\.islands\[0\]\.survival\.capacity: /,
    ],
    ['aliases without end', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\nseed: [*d, *d, *d, *d]\n`, /ternate\.yaml:\d: /],
  ])('is refused with its line for %s', (_, text, message) => {
    expect(refused(text)).toMatch(message)
    expect(refused(text)).toMatch(/^CONFIG_INVALID /)
  })
  test('means paths relative to itself', async () => {
    const file = join(folder, 'settings.yaml')
    writeFileSync(file, 'problem: ./mine\nstrategy: own.ts\n')
    expect((await readConfig(file))?.config).toEqual({ problem: join(folder, 'mine'), strategy: join(folder, 'own.ts') })
  })
  test('must exist when it is named', async () => {
    await expect(readConfig(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'CONFIG_MISSING' })
  })
})
