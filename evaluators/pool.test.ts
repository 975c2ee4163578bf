import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createPool } from './pool.ts'

const thread = new URL('../thread.ts', import.meta.url)
const folder = fileURLToPath(new URL('../problems/template', import.meta.url))

/** States of the processes that this one has started and the system still knows, by a letter each. */
const children = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
        return parent === String(process.pid) ? [state ?? ''] : []
      } catch {
        return []
      }
    })

test.runIf(process.platform === 'linux')('a pool that is closed leaves no process behind, not even a dead one', async () => {
  const before = children()
  const pool = createPool(thread, 2, { folder, jail: 'none' })
  await Promise.all([pool.run([], () => {}), pool.run([], () => {})])
  expect(children()).toHaveLength(before.length + 2)
  await pool.close()
  expect(children()).toHaveLength(before.length)
})

test('a pool may be closed before its threads are ready', async () => {
  const began = performance.now()
  await createPool(thread, 1, { folder, jail: 'none' }).close()
  expect(performance.now() - began).toBeLessThan(1500)
})
