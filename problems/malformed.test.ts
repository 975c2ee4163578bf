import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCases } from '../authoring/cases.ts'
import { loadProblem, shippedProblems } from '../authoring/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-malformed-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'cases.json')

/** Inputs that are none of a problem, with what is said of them; one for symbolic-regression comes with what is expected. */
const orders: readonly (readonly [input: unknown, why: string])[] = [
  [{ items: [50] }, 'capacity is missing'],
  [{ capacity: 100 }, 'items is missing'],
  [{ capacity: 10.5, items: [5] }, 'capacity: not a whole number'],
  [{ capacity: 100, items: [] }, 'items: none'],
  [{ capacity: 100, items: [0, 50] }, 'items: element 0'],
  [{ capacity: 100, items: [50, 10.5] }, 'items: element 1'],
  [{ capacity: 100, items: [-5, 50] }, 'items: element 0'],
  [{ capacity: 100, items: [50, 101] }, 'items: element 1 is larger'],
]
const machines = [[32, 128]]
const malformed: Readonly<Record<string, readonly (readonly [input: unknown, why: string, expected?: unknown])[]>> = {
  'bin-packing': orders,
  'bin-packing-any': orders,
  'bin-packing-uniform': orders,
  'cap-set': [
    [{}, 'n is missing'],
    [5, 'not an object'],
    [{ n: -1 }, 'n: not a whole number'],
    [{ n: 2.5 }, 'n: not a whole number'],
    [{ n: '4' }, 'n: not a whole number'],
    [{ n: 11 }, 'from 1 to 10'],
  ],
  'coding-tasks': [
    [{ title: 'a', examples: [] }, 'kind: none of', []],
    [{ kind: 'lists', examples: [] }, 'title is missing', []],
    [{ kind: 'lists', title: 'a' }, 'examples is missing', []],
    [{ kind: 'lists', title: 'a', examples: [] }, 'no list of hidden examples', []],
  ],
  tickets: [
    [{ key: '1' }, 'text is missing'],
    [{ text: 'Where is it?' }, 'key is missing'],
    [{ text: 'Where is it?', key: '1' }, 'none of the queues', { queue: 'x', answer: 'y', refund: false }],
  ],
  'language-id': [
    [{}, 'the input is no text', 'Danish'],
    [' ', 'the input is no text', 'Danish'],
    ['seks ord i en tekst her', 'none of the languages', 'Klingon'],
  ],
  'ticket-routing': [
    [{}, 'the input is no text', 'billing'],
    [' ', 'the input is no text', 'billing'],
    ['My parcel is late.', 'none of the teams', 'weather'],
  ],
  retrieval: [
    [{}, 'the input is no text', { section: 'Links' }],
    ['', 'the input is no text', { section: 'Links' }],
    ['[a](b)', 'none of the sections', { section: 'Tables' }],
    ['[a](b)', 'none of the sections', null],
  ],
  'circle-packing': [
    [{}, 'n is missing'],
    [{ n: 0 }, 'n: not a whole number'],
    [{ n: 2.5 }, 'n: not a whole number'],
  ],
  'cluster-scheduling': [
    [{ machines }, 'jobs is missing'],
    [{ machines: [], jobs: [[0, 1, 1, 1]] }, 'machines: none'],
    [{ machines, jobs: [] }, 'jobs: none'],
    [{ machines: [[32]], jobs: [[0, 1, 1, 1]] }, 'machines: element 0'],
    [{ machines, jobs: [[0, 1, 1]] }, 'jobs: element 0'],
    [{ machines, jobs: [[0, -1, 1, 1]] }, 'jobs: element 0'],
    [{ machines, jobs: [[0, 1, -1, 1]] }, 'jobs: element 0'],
    [{ machines, jobs: [[0, 0, 1, 1]] }, 'jobs: element 0 lasts no time'],
    [
      {
        machines,
        jobs: [
          [5, 1, 1, 1],
          [3, 1, 1, 1],
        ],
      },
      'jobs: element 1 comes before',
    ],
  ],
  'symbolic-regression': [
    [[[1], [2]], 'expected: not an object'],
    [[[1], [2]], 'expected: exactly is missing', { targets: [1, 2] }],
    [[[1], [2]], 'expected: exactly: neither', { targets: [1, 2], exactly: 1 }],
    [[[1], [2]], 'targets: element 0', { targets: ['a', 2], exactly: true }],
    [[[1], [2]], 'targets: element 0', { targets: [null, 2], exactly: true }],
    [[[1], [2]], 'targets: 3 numbers instead of 2', { targets: [1, 2, 3], exactly: true }],
    [[[1], [2]], 'beyond', { targets: [1, 1e200], exactly: false }],
    [[[1, 2]], 'points: element 0: 2 numbers instead of 1', { targets: [1], exactly: false }],
    [[], 'points: none', { targets: [], exactly: false }],
  ],
  'tensor-rank': [
    [{ n: 2, m: 2 }, 'p is missing'],
    [{ n: 0, m: 1, p: 1 }, 'n: not a whole number'],
    [{ n: 5, m: 5, p: 5 }, 'known for 5x5x5'],
    [{ n: 6, m: 1, p: 6 }, 'a matrix of 36 numbers'],
  ],
  'tsp-construct': [
    [{}, 'coordinates is missing'],
    [null, 'not an object'],
    [{ coordinates: [] }, 'no city'],
    [{ coordinates: { length: 1 } }, 'not a list'],
    [{ coordinates: [[0, 0], [1]] }, 'element 1: 1 numbers instead of 2'],
    [{ coordinates: [[0, 0, 0]] }, 'element 0: 3 numbers instead of 2'],
    [
      {
        coordinates: [
          [0, null],
          [1, 1],
        ],
      },
      'element 0: element 1 is not a finite number',
    ],
    [
      {
        coordinates: [
          ['a', 'b'],
          [1, 1],
        ],
      },
      'element 0: element 0 is not a finite number',
    ],
    [
      {
        coordinates: [
          [0, 0],
          [1e200, 0],
        ],
      },
      'element 1 is farther out',
    ],
  ],
}

describe('a file of cases that are none of a problem is refused', () => {
  test('by every problem that ships, but the one to be written over', () => {
    expect([...Object.keys(malformed), 'template'].sort()).toEqual(shippedProblems())
  })
  test.each(Object.keys(malformed))('%s', async (name) => {
    const { checkCase, train } = await loadProblem(name)
    const [sound] = train
    for (const [input, why, expected] of malformed[name] ?? []) {
      writeFileSync(file, JSON.stringify([sound, { name: 'odd', input, expected }].map((item) => ({ ...item, repeat: undefined }))))
      expect(() => readCases(file, checkCase), `${JSON.stringify(input)}: ${why}`).toThrow(
        expect.objectContaining({ code: 'PROBLEM_CASES', message: expect.stringMatching(/^[^\n]+: case odd: [^\n]+$/) }),
      )
      expect(() => readCases(file, checkCase)).toThrow(why)
    }
    writeFileSync(file, JSON.stringify([{ ...sound, repeat: undefined }]))
    expect(readCases(file, checkCase).cases).toHaveLength(1)
  })
})
