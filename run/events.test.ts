import { expect, test } from 'vitest'
import { createEventLog } from './events.ts'

test('every reader sees every event, early or late', async () => {
  const log = createEventLog<number>()
  const read = async (): Promise<number[]> => {
    const seen: number[] = []
    for await (const event of log) seen.push(event)
    return seen
  }
  const early = read()
  log.push(1)
  await Promise.resolve()
  log.push(2)
  const middle = read()
  log.push(3)
  log.end()
  expect(await Promise.all([early, middle, read()])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ])
})
