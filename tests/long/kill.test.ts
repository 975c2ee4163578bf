import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createMemoryArchive } from '../../archive/memory.ts'
import { assemble } from '../fixtures/assembly.ts'
import { deaths, execute } from '../fixtures/execution.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-kills-'))
afterAll(() => rmSync(root, { recursive: true }))

const evaluations = 6000

test('one digest for 1, 2, 4 and 8 workers, and after a hundred kills', async () => {
  const digests: string[] = []
  for (const workers of [1, 2, 4, 8]) {
    const run = await assemble(createMemoryArchive(), { workers, evaluations })
    digests.push((await run.ended).head.digest)
    await run.close()
  }
  expect(new Set(digests).size).toBe(1)
  const { digest, kills, waiting, heights } = await execute({ out: join(root, 'run'), workers: 4, evaluations }, (life) =>
    deaths(life, 100),
  )
  expect(digest).toBe(digests[0])
  expect(kills).toBe(100)
  expect(waiting).toBeGreaterThan(10)
  expect(heights).toEqual(heights.toSorted((a, b) => a - b))
})
