import { expect, test } from 'vitest'
import type { Archive } from '../engine/contracts/archive.ts'
import { varietyOf } from './variety.ts'

/** An archive of programs of one file, each with the number of its first parent, and a canonical hash of four words. */
function archiveOf(programs: readonly (readonly [parent: number, text: string, hash?: number])[]): Pick<Archive, 'column' | 'program'> {
  const columns = {
    parents: Uint32Array.from(programs, ([parent]) => parent),
    canonicalHashes: Uint32Array.from(programs.flatMap(([, , hash], at) => [0, 0, 7, hash ?? at])),
  }
  return {
    column: (name) => columns[name as keyof typeof columns] as never,
    program: (number) => ({ id: '', canonicalHash: '', size: 1, files: { 'a.js': programs[number - 1]?.[1] ?? '' } }),
  }
}

const counted = (programs: Parameters<typeof archiveOf>[0]): unknown => {
  const { forms, added, reintroduced } = varietyOf(archiveOf(programs))
  return { forms: forms.size, added, reintroduced }
}

test('a line that an ancestor had and the parent has not is re-introduced; one that is new, or stayed, is not', () => {
  // 2 takes b away and adds c; 3 takes b back and adds d: three lines are added, one of them for the second time
  expect(
    counted([
      [0, 'a\nb'],
      [1, 'a\nc'],
      [2, 'a\nc\nb\nd'],
    ]),
  ).toEqual({ forms: 3, added: 3, reintroduced: 1 })
})

test('each line of descent stands for itself', () => {
  // 3 has the b of 1, whose child it is; 4 has the c of 2, which is no ancestor; 5 has the b of 1, its grandparent's parent
  expect(
    counted([
      [0, 'a\nb'],
      [1, 'a\nc'],
      [1, 'a\nb\nx'],
      [3, 'a\nx\nc'],
      [4, 'a\nx\nc\nb'],
    ]),
  ).toEqual({ forms: 5, added: 1 + 1 + 1 + 1, reintroduced: 1 })
})

test('lines are compared byte for byte, one of several alike counts, and brackets alone say nothing', () => {
  expect(
    counted([
      [0, 'a\n{\n  b\n}'],
      [1, 'a'],
      [2, 'a\n{\nb\nb\n}'],
      [2, 'a\n{\n  b\n}'],
    ]),
  ).toEqual({ forms: 4, added: 2, reintroduced: 1 })
})

test('programs of one canonical form count once', () => {
  expect(
    counted([
      [0, 'a', 1],
      [1, 'b', 2],
      [2, 'a', 1],
    ]),
  ).toEqual({ forms: 2, added: 2, reintroduced: 1 })
})
