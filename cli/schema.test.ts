import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { readRunFile } from '../archive/folder.ts'
import type { RunFile } from '../archive/folder.ts'
import { evolve } from '../run/evolve.ts'
import { completeAsking } from '../run/models.ts'
import { runFileSchema } from '../run/schema.ts'
import { jsonSchemaOf } from './commands/schema.ts'
import { configSchema, openConfigSchema } from './config.ts'

const project = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** A value with one thing after another that is wrong with it. */
function* spoiled(value: unknown): Generator {
  if (typeof value !== 'object' || value === null) {
    yield { odd: true }
    return
  }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) for (const bad of spoiled(item)) yield value.with(at, bad)
    return
  }
  yield { ...value, unknown: 1 }
  for (const [key, item] of Object.entries(value)) for (const bad of spoiled(item)) yield { ...value, [key]: bad }
}

/** Sees that what a file is checked by, and the JSON schema read back, say the same of values. */
function expectAgreement(schema: z.ZodType, printed: object, good: readonly unknown[]): void {
  const again = z.fromJSONSchema(printed as Parameters<typeof z.fromJSONSchema>[0])
  let refused = 0
  for (const value of good) {
    expect(schema.safeParse(value).error).toBeUndefined()
    expect(again.safeParse(value).error).toBeUndefined()
    for (const bad of spoiled(value)) {
      const ours = schema.safeParse(bad).success
      expect([bad, again.safeParse(bad).success]).toEqual([bad, ours])
      if (!ours) refused += 1
    }
  }
  expect(refused).toBeGreaterThan(10)
}

describe('the JSON schema', () => {
  test('of ternate.yaml says what the reader of the file says', () => {
    const blocks = ['docs/guide.md', 'docs/models.md', 'docs/prompts.md'].flatMap((file) =>
      [...readFileSync(project(file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(
        ([, text = '']) => parse(text) as Readonly<Record<string, unknown>>,
      ),
    )
    expect(blocks.length).toBeGreaterThan(1)
    const config = { problem: 'bin-packing', seed: 7, evaluations: 100, seconds: 1.5, order: { virtualWorkers: 8 }, strategy: 'default' }
    const printed = jsonSchemaOf('config')
    const extended = blocks.filter(({ plugins }) => plugins !== undefined)
    expect(extended.length).toBeGreaterThan(0)
    expectAgreement(openConfigSchema, printed, [config, ...blocks])
    // the parts of plug-ins are known to nobody who has not loaded them; of all others it says what the reader says
    expectAgreement(configSchema, printed, [config, ...blocks.filter((block) => !extended.includes(block))])
    const own = z.fromJSONSchema(printed as Parameters<typeof z.fromJSONSchema>[0])
    const naming = (parents: unknown): object => ({
      strategy: { name: 'x', finalists: 1, islands: [{ parents, proposers: { use: 'genetic' } }] },
    })
    expect(own.safeParse(naming({ use: 'mine', any: [1] })).error).toBeUndefined()
    for (const parents of [{ use: 'greedy', any: 1 }, { use: '' }, { any: 1 }, { use: 'tournament', size: 'large' }])
      expect(own.safeParse(naming(parents)).success).toBe(false)
  })

  test('of manifest.json accepts those of runs, and nothing that is not in them', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'ternate-schema-')), 'run')
    onTestFinished(() => rmSync(dirname(out), { recursive: true }))
    await (
      await evolve('template', { evaluations: 1, workers: 1, out })
    ).finished
    const plain = readRunFile(out)
    const models = [
      { name: 'a', weight: 2, temperature: 1, price: { input: 1, output: 2 }, baseUrl: 'http://127.0.0.1:1/v1', key: 'K' },
      'b',
    ]
    const { asking, calling } = completeAsking({ models }, undefined) ?? {}
    if (asking === undefined || calling === undefined) throw new Error('models were named')
    const asked: RunFile = {
      ...plain,
      calling,
      budget: { dollars: 1.5, calls: 10 },
      manifest: {
        ...plain.manifest,
        problem: {
          ...plain.manifest.problem,
          objectives: ['size', 'score'].map((name) => ({ name, direction: 'minimize' as const, reference: 100 })),
        },
        order: { ...plain.manifest.order, commitOrder: 'arrival' },
        asking: { ...asking, templates: asking.templates.slice(0, 1) },
      },
    }
    expectAgreement(runFileSchema, jsonSchemaOf('manifest'), [plain, asked])
  })
})
