import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evolve } from '../../index.ts'
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

test.each(files.map((file) => file.replace('.ts', '')))('%s runs', async (strategy) => {
  const run = await evolve('template', { strategy, seed: 1, evaluations: 24, workers: 1, baselines: false, sandbox: 'none' })
  await expect(run.finished).resolves.toMatchObject({ type: 'finished' })
})
