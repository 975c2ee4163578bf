/** What came of the tickets of one operator. */
export interface OperatorRow {
  readonly operator: string
  readonly tries: number
  readonly failed: number
  readonly pruned: number
  readonly scored: number
  readonly placed: number
  readonly improvements: number
  readonly fuel: number
}

/** What came of one ticket. */
interface Result {
  /** As a run's outcomes count it. */
  readonly outcome: string
  readonly placed: boolean
  readonly improved: boolean
  readonly fuel: number
}

/** Counts by operator. */
export interface Operators {
  /** Counts for each of the operators that a ticket applied, as in `hoist-mutation+crossover`. */
  count(operators: string, result: Result): void
  rows(): OperatorRow[]
}

/** Outcomes of tickets whose program neither failed nor was missing. */
const SETTLED: ReadonlySet<string> = new Set(['scored', 'pruned', 'duplicate', 'duplicate-behaviour'])

/** Characters of a ticket's operators that are looked at. */
const LONGEST = 400

/** Operators that get a row of their own; those that come later share one, since a proposer may make up names without end. */
const MOST = 200

/** Counts nothing yet. */
export function createOperators(): Operators {
  const table = new Map<string, { -readonly [K in keyof OperatorRow]: OperatorRow[K] }>()
  return {
    count(operators, { outcome, placed, improved, fuel }) {
      for (const name of new Set(operators.slice(0, LONGEST).split('+'))) {
        const operator = table.has(name) || table.size < MOST ? name : 'others'
        const row = table.get(operator) ?? { operator, tries: 0, failed: 0, pruned: 0, scored: 0, placed: 0, improvements: 0, fuel: 0 }
        row.tries += 1
        row.failed += Number(!SETTLED.has(outcome))
        row.pruned += Number(outcome === 'pruned')
        row.scored += Number(outcome === 'scored')
        row.placed += Number(placed)
        row.improvements += Number(improved)
        row.fuel += fuel
        table.set(operator, row)
      }
    },
    rows: () => [...table.values()].sort((a, b) => b.tries - a.tries || (a.operator < b.operator ? -1 : 1)),
  }
}
