import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { childrenOf } from '../isolate/fixtures/processes.ts'
import { createPool } from './pool.ts'

const thread = new URL('./thread.ts', import.meta.url)
const folder = fileURLToPath(new URL('../../problems/template', import.meta.url))

test.runIf(process.platform === 'linux')('a pool that is closed leaves no process behind, not even a dead one', async () => {
  const before = childrenOf(process.pid)
  const pool = createPool(thread, 2, { folder, jail: 'none' })
  await Promise.all([pool.run([], () => {}), pool.run([], () => {})])
  expect(childrenOf(process.pid)).toHaveLength(before.length + 2)
  await pool.close()
  expect(childrenOf(process.pid)).toHaveLength(before.length)
})

test('a pool may be closed before its threads are ready', async () => {
  const began = performance.now()
  await createPool(thread, 1, { folder, jail: 'none' }).close()
  expect(performance.now() - began).toBeLessThan(1500)
})
