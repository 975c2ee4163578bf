import { expect, test } from 'vitest'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { evolve } from '../index.ts'

test('the default strategy solves the first example of the guide', { timeout: 180_000 }, async () => {
  const guide = readFileSync(new URL('../docs/guide.md', import.meta.url), 'utf8')
  const root = mkdtempSync(join(tmpdir(), 'ternate-guide-'))
  try {
    for (const [, name = '', text = ''] of guide.matchAll(/```ts\n\/\/ (box\/\w+\.ts)\n([^]*?)```/g)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    const result = await (await evolve(join(root, 'box'), { seed: 2, target: 0, evaluations: 1000, workers: 2 })).finished
    expect(result).toMatchObject({ type: 'finished', reason: 'target', champion: { score: 0 } })
  } finally {
    rmSync(root, { recursive: true })
  }
})
