import { join } from 'node:path'
import { readJson } from '../disk/json.ts'
import type { Bounds } from '../disk/json.ts'
import { firstIssue } from '../disk/issue.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Case, CaseDraft, CaseSource, Invalid, Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { draftOf, isDataset, readDataset } from './dataset.ts'
import type { Dataset, DatasetCase } from './dataset.ts'
import { caseDrafts } from './define.ts'
import { findOdd } from './plain.ts'
import { trusted } from './trusted.ts'

/** Bytes that a file of cases may have, and what may stand in it: a case within the list, nested as deep as `findOdd` lets it. */
const LARGEST = 256 * 2 ** 20
const BOUNDS: Bounds = { depth: 100, members: 1_000_000, values: 20_000_000 }

type CheckCase = Problem['checkCase']

/** What a problem has against a case; a check that throws has met something that it did not think of. */
function wrongWith({ input, expected, name, metadata }: Case, check: NonNullable<CheckCase>): string | undefined {
  let wrong: Invalid | undefined
  try {
    wrong = check({ input, expected, name, ...defined({ metadata }) })
  } catch (error) {
    return `checkCase throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
  }
  if (wrong === undefined || typeof wrong.invalid === 'string') return wrong?.invalid
  return 'checkCase returns neither undefined nor invalid(why)'
}

/**
 * Checks a list of cases as an author or a file gives it and fills in names and weights.
 *
 * @param where they are from, as a message names it
 * @param check what the problem has against a case
 * @throws TernateError `PROBLEM_CASES`
 */
export function completeCases(drafts: unknown, where: string, check: CheckCase): Case[] {
  const checked = caseDrafts.safeParse(drafts)
  if (!checked.success) {
    throw new TernateError(
      'PROBLEM_CASES',
      `${where} is not a list of cases: ${firstIssue(checked.error, drafts)}`,
      'A list looks like [{ "input": ..., "name"?: "...", "expected"?: ..., "weight"?: 1 }].',
    )
  }
  const cases = checked.data.map((draft, index): Case => ({
    name: draft.name ?? `${index + 1}`,
    input: draft.input,
    ...(draft.expected === undefined ? {} : { expected: draft.expected }),
    weight: draft.weight ?? 1,
    ...defined({ group: draft.group, metadata: draft.metadata }),
  }))
  for (const { name, input, expected, metadata } of cases) {
    const odd = findOdd(input, 'input') ?? findOdd(expected, 'expected') ?? findOdd(metadata, 'metadata')
    if (odd !== undefined)
      throw new TernateError(
        'PROBLEM_CASES',
        `${where}: case ${name}: ${odd.path} is ${odd.what}, and a case is plain data`,
        'Give numbers, texts, booleans, null, typed arrays of numbers, and lists and objects of those.',
      )
  }
  if (check === undefined) return cases
  for (const item of cases) {
    const wrong = wrongWith(item, check)
    if (wrong !== undefined)
      throw new TernateError('PROBLEM_CASES', `${where}: case ${item.name}: ${wrong}`, 'Give cases like those of the problem.')
  }
  return cases
}

/** Cases of a file, and what is to be known of them. */
export interface CaseFile extends Pick<Dataset, 'criteria' | 'notes'> {
  readonly cases: readonly Case[]
}

/**
 * Reads a file of cases: a dataset where its name or content says so, else JSON like `[{ "input": ... }]`.
 *
 * @param check what the problem has against a case
 * @throws TernateError `PROBLEM_CASES`
 */
export function readCases(file: string, check: CheckCase): CaseFile {
  if (isDataset(file)) {
    const { cases, ...others } = readDataset(file)
    return { ...others, cases: completeCases(cases.map(draftOf), file, check) }
  }
  const read = readJson(file, LARGEST, { bounds: BOUNDS })
  if (!read.ok)
    throw new TernateError(
      'PROBLEM_CASES',
      `${file} ${read.why}`,
      'Give the path of a JSON file like [{ "input": ... }], or of one with a case on each line.',
    )
  return { cases: completeCases(read.content, file, check), notes: [] }
}

/**
 * Makes the cases of a set. A generator draws from a stream of its own, keyed by the set's name alone unless another key is given, so that a
 * problem's cases are the same in every run.
 */
export function makeCases<Input>(
  source: CaseSource<Input>,
  set: string,
  { folder, check, key = set }: { readonly folder: string | undefined; readonly check: CheckCase; readonly key?: string },
): Case[] {
  if (typeof source === 'function') {
    const made = trusted(`the generator of cases.${set} has not ended`, () => source({ random: stream(`cases/${key}`) }))
    return completeCases(made, `cases.${set}`, check)
  }
  const file = typeof source === 'string' ? source : 'file' in source ? source.file : undefined
  return file === undefined
    ? completeCases(source, `cases.${set}`, check)
    : [...readCases(placeIn(folder, `cases.${set}`, file), check).cases]
}

/** Where a file of a problem's cases lies. */
function placeIn(folder: string | undefined, what: string, file: string): string {
  if (folder !== undefined) return join(folder, file)
  throw new TernateError('PROBLEM_CASES', `${what} names a file, but the problem has no folder`, 'Give the cases themselves.')
}

const HELD_OUT = 'heldOut/'

/** The set of a case of a dataset; the held-out one without a name is called like its kind. */
const setOf = ({ set = 'train' }: DatasetCase): string => (set === 'heldOut' ? `${HELD_OUT}heldOut` : set)

/**
 * The cases of a problem by set, where one file holds them all.
 *
 * @throws TernateError `PROBLEM_CASES`
 */
export function casesBySet<Input>(
  cases: ProblemDefinition<Input>['cases'],
  folder: string | undefined,
): Exclude<ProblemDefinition<Input>['cases'], string> {
  if (typeof cases !== 'string') return cases
  const file = placeIn(folder, 'cases', cases)
  const sets = new Map<string, CaseDraft<Input>[]>([['train', []]])
  for (const item of readDataset(file).cases) {
    const set = setOf(item)
    const list = sets.get(set) ?? []
    list.push(draftOf(item) as CaseDraft<Input>)
    sets.set(set, list)
  }
  const { train = [], validation, ...others } = Object.fromEntries(sets)
  const heldOut = Object.fromEntries(Object.entries(others).map(([set, list]) => [set.slice(HELD_OUT.length), list]))
  if (train.length === 0)
    throw new TernateError(
      'PROBLEM_CASES',
      `${file} has no case of the set train`,
      'Leave out the `set` of cases that the search is to see.',
    )
  return { train, ...defined({ validation }), ...(Object.keys(heldOut).length === 0 ? {} : { heldOut }) }
}

/** Each case as often as the problem repeats it. */
export const repeatCases = (cases: readonly Case[], repeats: number): Case[] =>
  repeats === 1
    ? [...cases]
    : cases.flatMap((item) =>
        Array.from({ length: repeats }, (_, k): Case => ({ ...item, name: `${item.name} (${k + 1} of ${repeats})`, repeat: k + 1 })),
      )
