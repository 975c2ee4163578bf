import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ProblemDefinition } from '../engine/contracts/problem.ts'
import { readCases } from './cases.ts'
import { readDataset } from './dataset.ts'
import { completeProblem } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-dataset-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** What is said of a file that is no dataset, after its path. */
function refusal(name: string, content: string | Buffer): string {
  const file = write(name, content)
  try {
    readDataset(file)
  } catch (error) {
    return (error as Error).message.replace(file, '')
  }
  return 'nothing'
}

describe('a dataset with a case on each line', () => {
  test('is read with a mark before it, with line ends of any kind, and with empty lines', () => {
    const file = write(
      'a.jsonl',
      '\uFEFF{"input":1,"expected":2}\r\n\r\n  \n{"input":"x\u2028y","answer":"z","name":"two","group":"g","metadata":{"by":"me"},"weight":2}\n{"input":null,"ideal":["a","b"]}',
    )
    expect(readDataset(file)).toEqual({
      cases: [
        { line: 1, name: '1', input: 1, expected: 2 },
        { line: 4, name: 'two', input: 'x\u2028y', expected: 'z', group: 'g', metadata: { by: 'me' }, weight: 2 },
        { line: 5, name: '5', input: null, expected: ['a', 'b'] },
      ],
      notes: [],
    })
    expect(readCases(file, undefined).cases[1]).toEqual({
      name: 'two',
      input: 'x\u2028y',
      expected: 'z',
      weight: 2,
      group: 'g',
      metadata: { by: 'me' },
    })
  })

  test('names file and line of the first line that is none', () => {
    expect(refusal('b.jsonl', '{"input":1}\n\n{"input":2')).toBe(':3: is not JSON: column 11: the text ends too early')
    expect(refusal('b.jsonl', '{"input":1}\n{"expected":2}')).toBe(':2: input: is required')
    expect(refusal('b.jsonl', '{"input":1,"colour":2}')).toContain(':1: there is no field "colour"')
    expect(refusal('b.jsonl', '{"input":1}\n[1]')).toContain(':2: an object, not a list of 1')
    expect(refusal('b.jsonl', '{"input":1,"expected":1,"answer":2}')).toContain(':1: says more than once what is expected')
    expect(refusal('b.jsonl', '{"input":1,"name":"x"}\n{"input":2,"name":"x"}')).toBe(':2: the name "x" is that of line 1')
    expect(refusal('b.jsonl', `{"input":1}\n{"input":${'['.repeat(101)}${']'.repeat(101)}}`)).toBe(':2: is nested deeper than 100 levels')
    expect(refusal('b.jsonl', Buffer.concat([Buffer.from('{"input":1}\n{"input":"'), Buffer.from([0xff]), Buffer.from('"}')]))).toContain(
      ':2: is not UTF-8',
    )
    expect(refusal('b.jsonl', `{"input":1}\n"${'x'.repeat(16 * 2 ** 20)}"`)).toBe(':2: is longer than 16777216 characters')
    expect(refusal('b.jsonl', '\n\n')).toBe(': holds no case')
    expect(refusal('b.jsonl', '{"input":1,"set":"dev"}')).toContain(':1: set: train, validation, heldOut or heldOut/NAME')
  })

  test('says which lines say the same', () => {
    const file = write('c.jsonl', '{"input":{"a":1,"b":2}}\n{"input":2}\n{"input":{"b":2,"a":1},"name":"again"}\n{"input":2}')
    expect(readDataset(file).notes).toEqual(['line 3 that of line 1: the same case again, and it counts again; 1 more lines like it'])
  })

  test('may hold all sets of a problem', () => {
    write(
      'd.jsonl',
      ['train', 'validation', 'heldOut', 'heldOut/far', 'heldOut/heldOut'].map((set, k) => JSON.stringify({ input: k, set })).join('\n'),
    )
    const definition: ProblemDefinition = {
      statement: 'x',
      cases: 'd.jsonl',
      entry: 'f(x: number): number',
      initialPrograms: [{ 'program.ts': 'export const f = (x: number): number => x' }],
      graders: [{ use: 'equal' }],
    }
    const { train, validation, heldOut } = completeProblem(definition, folder)
    expect([train, validation].map(([one]) => one?.input)).toEqual([0, 1])
    expect(heldOut.map(({ set, cases }) => [set, cases.map(({ input }) => input)])).toEqual([
      ['heldOut', [2, 4]],
      ['far', [3]],
    ])
    expect(
      completeProblem({ ...definition, cases: { train: 'a.jsonl', validation: { file: 'c.jsonl' } } }, folder).validation,
    ).toHaveLength(4)
    expect(() => completeProblem({ ...definition, cases: 'd.jsonl' })).toThrow('names a file, but the problem has no folder')
  })
})

describe('a hosted eval', () => {
  const CRITERIA = [
    {
      type: 'string_check',
      name: 'Match label',
      input: '{{ sample.output_text }}',
      reference: '{{ item.correct_label }}',
      operation: 'eq',
    },
  ]
  const ITEMS = [
    { item: { ticket_text: 'No sound', correct_label: 'Hardware', id: 7 } },
    { item: { ticket_text: 'No login', correct_label: 'Software', id: 8 } },
  ]
  const inline = {
    data_source_config: { type: 'custom', item_schema: {} },
    testing_criteria: CRITERIA,
    data_source: {
      type: 'completions',
      model: 'x',
      input_messages: { type: 'template', template: [{ role: 'user', content: '{{ item.ticket_text }}' }] },
      source: { type: 'file_content', content: ITEMS },
    },
  }

  test('is read line by line: what it compares with is expected, and no program sees it', () => {
    const file = write('items.jsonl', ITEMS.map((each) => JSON.stringify(each)).join('\n'))
    const { cases, notes } = readDataset(file)
    expect(cases[0]).toEqual({ line: 1, name: '1', input: { ticket_text: 'No sound', id: 7 }, expected: 'Hardware', metadata: ITEMS[0] })
    expect(notes).toEqual(['the input of an item is ticket_text, id, the answer that it expects correct_label'])
  })

  test('is read in one piece, with its graders and the fields that its prompt shows', () => {
    for (const name of ['whole.json', 'whole.jsonl']) {
      const { cases, criteria } = readDataset(write(name, JSON.stringify(inline)))
      expect(criteria).toEqual(CRITERIA)
      expect(cases.map(({ input, expected }) => [input, expected])).toEqual([
        ['No sound', 'Hardware'],
        ['No login', 'Software'],
      ])
    }
  })

  test('gives a problem its graders', () => {
    const { verify, train, graders } = completeProblem(
      {
        statement: 'x',
        cases: 'whole.json',
        graders: 'whole.json',
        entry: 'f(x: string): string',
        initialPrograms: [{ 'program.ts': 'export const f = (x: string): string => x' }],
      },
      folder,
    )
    expect(graders).toEqual([{ name: 'Match-label', use: 'program', weight: 1, pass: 1, opinion: false }])
    const [first] = train
    if (first === undefined) throw new Error('no case')
    expect(verify({ ...first, expected: first.expected }, 'Hardware')).toMatchObject({ score: 1, metrics: { 'Match-label': 1 } })
    expect(verify({ ...first, expected: first.expected }, 'Software')).toMatchObject({
      score: 0,
      feedback: 'Match-label: is "Software", and eq "Hardware" does not hold',
    })
  })

  test('says which of its graders cannot be had here', () => {
    write('python.json', JSON.stringify({ ...inline, testing_criteria: [...CRITERIA, { type: 'python', name: 'x', source: '' }] }))
    expect(() =>
      completeProblem(
        {
          statement: 'x',
          cases: 'whole.json',
          graders: 'python.json',
          entry: 'f(x: string): string',
          initialPrograms: [{ 'program.ts': 'export const f = (x: string): string => x' }],
        },
        folder,
      ),
    ).toThrow(/testing_criteria\[1\]: a criterion of the type "python"/)
  })
})
