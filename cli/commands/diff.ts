import { encode } from '../../archive/canonical.ts'
import { compareEvalRuns, mustBeComparable } from '../../evals/compare.ts'
import { holdsEvalRun, readEvalRun } from '../../evals/file.ts'
import { openRun } from '../../run/folder.ts'
import { compareJournals, firstOf, recordDifferences } from '../differences.ts'
import type { Comparison, Difference } from '../differences.ts'
import { EXIT } from '../exit.ts'
import { fromCaller } from '../paths.ts'
import { comparisonLines } from '../view/evals.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate diff` takes. */
export interface Arguments {
  readonly run: string
  readonly other: string
  readonly json: boolean
}

const text = (value: unknown): string => (value === undefined ? 'nothing' : oneLine(encode(value), 100))

const differenceLines = (differences: readonly Difference[]): string[] =>
  firstOf(differences.map(({ path, a, b }) => `  ${oneLine(path, 100)}: ${text(a)} / ${text(b)}`))

function lines(a: string, b: string, { manifests, commits, a: next, b: other }: Comparison): string[] {
  const apart = manifests.length === 0 ? [] : ['the runs were made differently:', ...differenceLines(manifests)]
  const equal = `equal for the first ${count(commits)} commit${commits === 1 ? '' : 's'}`
  if (next === undefined && other === undefined)
    return [...apart, `${equal}, and that is all: the ${apart.length === 0 ? 'runs' : 'commits'} are equal`]
  if (next === undefined) return [...apart, `${equal}, where ${a} ends and ${b} goes on`]
  if (other === undefined) return [...apart, `${equal}, where ${b} ends and ${a} goes on`]
  const what =
    next.record.type === other.record.type ? `the ${next.record.type} at entry ${count(next.index)}` : `entry ${count(next.index)}`
  return [...apart, `${equal}; then ${what} differs:`, ...differenceLines(recordDifferences(next.record, other.record))]
}

/** Compares two stored eval runs case by case. */
function diffEvalRuns(a: string, b: string, json: boolean): void {
  const [first, second] = [readEvalRun(fromCaller(a)), readEvalRun(fromCaller(b))]
  mustBeComparable({ name: a, run: first }, { name: b, run: second })
  const comparison = compareEvalRuns(first, second)
  if (json) printJson(comparison)
  else print(comparisonLines(comparison, [a, b]))
  process.exitCode = comparison.won + comparison.lost > 0 ? EXIT.refused : EXIT.ok
}

/** `ternate diff`: how far two runs are one, or what two eval runs differ in. */
export async function handler({ run: a, other: b, json }: Arguments): Promise<void> {
  if (holdsEvalRun(fromCaller(a)) || holdsEvalRun(fromCaller(b))) return diffEvalRuns(a, b, json)
  const first = openRun(fromCaller(a))
  try {
    const second = openRun(fromCaller(b))
    try {
      const comparison = compareJournals(first.archive.entries(), second.archive.entries())
      const { manifests, commits, a: next, b: other } = comparison
      const apart = manifests.length > 0 || (next !== undefined && other !== undefined)
      if (json) {
        const differences = next !== undefined && other !== undefined ? recordDifferences(next.record, other.record) : []
        const equal = !apart && next === undefined && other === undefined
        printJson({ commits, equal, apart, entry: (next ?? other)?.index, manifests, differences })
      } else print(lines(oneLine(a), oneLine(b), comparison))
      process.exitCode = apart ? EXIT.refused : EXIT.ok
    } finally {
      await second.archive.close()
    }
  } finally {
    await first.archive.close()
  }
}
