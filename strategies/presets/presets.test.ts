import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evolve } from '../../index.ts'
import { askerOf, ownParts } from '../../run/parts.ts'
import { strategies } from './index.ts'

const files = readdirSync(import.meta.dirname).filter((name) => !['index.ts', 'presets.test.ts'].includes(name))

test('a published system is a file of at most 60 lines of data, known by its name', () => {
  for (const file of files) {
    expect(
      readFileSync(new URL(file, import.meta.url), 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThanOrEqual(60)
    expect(strategies[file.replace('.ts', '')]?.name).toBe(file.replace('.ts', ''))
  }
  for (const strategy of Object.values(strategies)) expect(JSON.parse(JSON.stringify(strategy))).toEqual(strategy)
})

const names = files.map((file) => file.replace('.ts', ''))
const asks = (name: string): boolean => askerOf(strategies[name] as (typeof strategies)[string], ownParts) !== undefined

test.each(names.filter((name) => !asks(name)))('%s runs', async (strategy) => {
  const run = await evolve('template', { strategy, seed: 1, evaluations: 24, workers: 1, baselines: false, sandbox: 'none' })
  await expect(run.finished).resolves.toMatchObject({ type: 'finished' })
})

test.each(names.filter(asks))('%s says in a line that it needs a model', async (strategy) => {
  await expect(evolve('language-id', { strategy })).rejects.toMatchObject({ code: 'MODEL_MISSING' })
})

test.each(['mipro', 'promptbreeder'])('%s says in a line that it is not for code', async (strategy) => {
  const run = evolve('template', { strategy, models: ['any'], baseUrl: 'http://127.0.0.1:9/v1' })
  await expect(run).rejects.toMatchObject({ code: 'STRATEGY_UNSUITED', message: expect.stringContaining('javascript') as string })
})
