import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createCounter } from './counter.ts'

/** A terminal, or a pipe, and a clock that is set by hand. */
function scene(isTTY: boolean): { said: string[]; clock: { time: number }; counter: ReturnType<typeof createCounter> } {
  const said: string[] = []
  const clock = { time: 0 }
  const terminal = {
    isTTY,
    columns: 80,
    write: (text: string | Uint8Array): boolean => said.push(stripVTControlCharacters(String(text)).trim()) > 0,
  }
  return { said, clock, counter: createCounter('records', terminal, () => clock.time) }
}

test('a counter says after two seconds how far something is and how long it will take', () => {
  const { said, clock, counter } = scene(true)
  clock.time = 1900
  counter.show(1000, 10_000)
  expect(said).toEqual([])
  clock.time = 4000
  counter.show(2500, 10_000)
  expect(said.pop()).toMatch(/^━{6}─{18} 2,500 of 10,000 records, 12 s left$/)
  clock.time = 4050
  counter.show(2600, 10_000)
  expect(said).toEqual([])
  clock.time = 6000
  counter.show(0, 200, 'random changes')
  expect(said.pop()).toMatch(/0 of 200 random changes$/)
  clock.time = 16_000
  counter.show(100, 200, 'random changes')
  expect(said.pop()).toMatch(/100 of 200 random changes, 10 s left$/)
  counter.clear()
  counter.clear()
  expect(said).toEqual([''])
})

test('a counter says nothing to a pipe, and takes nothing away that it did not draw', () => {
  const { said, clock, counter } = scene(false)
  clock.time = 60_000
  counter.show(1, 2)
  counter.clear()
  expect(said).toEqual([])
})
