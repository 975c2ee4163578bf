import { expect, test } from 'vitest'
import type { Descriptor } from '../../engine/contracts/problem.ts'
import { stream } from '../../engine/contracts/random.ts'
import { parts } from '../fixtures/populations.ts'

const plane: readonly Descriptor[] = [
  { name: 'width', edges: [2, 3] },
  { name: 'size', edges: [5] },
  { name: 'absent', edges: [1] },
]

test('a grid counts the edges at or below each value', () => {
  const cellOf = parts.create('cells', { use: 'grid' }).divide(plane)
  expect(cellOf([1, 4, Number.NaN])).toBe('0.0.-')
  expect(cellOf([3, 5, 1])).toBe('2.1.1')
})

const square = ['x', 'y'].map((name): Descriptor => ({ name, edges: [1, 2, 3] }))

/** How often each of the cells of a tessellation is hit by points drawn from its range. */
function hits(centroids: number): number[] {
  const cellOf = parts.create('cells', { use: 'cvt', centroids }, ['use']).divide(square)
  const random = stream('hits')
  const found = Array.from({ length: centroids }, () => 0)
  for (let k = 0; k < 400 * centroids; k++) {
    const cell = Number(cellOf([4 * random.next(), 4 * random.next()]))
    found[cell] = (found[cell] as number) + 1
  }
  return found
}

test('a tessellation has as many cells as it is asked for, of about one size, whatever the number of descriptors', () => {
  for (const centroids of [2, 10, 50]) {
    const found = hits(centroids)
    expect(Math.min(...found)).toBeGreaterThan(400 * 0.35)
    expect(Math.max(...found)).toBeLessThan(400 * 2)
  }
})

test('cells of a tessellation are near: a value beyond the range counts as its end, and near values share a cell', () => {
  const cellOf = parts.create('cells', { use: 'cvt', centroids: 20 }, ['use']).divide(square)
  expect(cellOf([1e9, -1e9])).toBe(cellOf([4, 0]))
  expect(cellOf([Number.POSITIVE_INFINITY, 0])).toBe(cellOf([4, 0]))
  expect(cellOf([0, 0])).not.toBe(cellOf([4, 4]))
  expect(cellOf([2, 2])).toBe(cellOf([2 + 1e-9, 2]))
})
