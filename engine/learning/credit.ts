import type { Placement } from '../contracts/archive.ts'
import type { OperatorCount } from '../contracts/event.ts'
import type { Strategy } from '../contracts/manifest.ts'
import type { Shares } from '../contracts/proposer.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'

/** What came of the offspring of each operator, and the operators' shares that follow from it. */
export interface Credit {
  /** Takes in what came of an offspring, for each of the operators that made it, as in `hoist-mutation+crossover`. */
  note(ticket: Ticket, outcome: Outcome, placement: Placement | undefined): void
  /** Shares by proposer; undefined where the strategy leaves them as they are listed, and as long as nothing is known. */
  shares(): Readonly<Record<string, Shares>> | undefined
  /** In the order in which operators were first used. */
  readonly counts: readonly OperatorCount[]
}

/** Offspring and gains that every operator has beside its own before anything is known of it: what is seen seldom moves a share little. */
const PRIOR = { sound: 8, gains: 4 }

/** How often the share that an operator is listed with it may get. */
const MOST = 4

/** Operators that are counted; a proposer may make up names without end. */
const KNOWN = 200

/** How often something happened beside how often it was to be expected. */
const ratio = (had: number, expected: number, prior: number): number => (had + prior) / (expected + prior)

const sum = (rows: readonly OperatorCount[], of: (row: OperatorCount) => number): number => rows.reduce((total, row) => total + of(row), 0)

/** Offspring that scored, or were on the way to, and are neither known nor like their parent. */
const sound = ({ tries, failed, idle }: OperatorCount): number => tries - failed - idle

/** The shares of one proposer's operators, in hundredths of those that they are listed with. */
function sharesOf(rows: readonly OperatorCount[], floor: number): Shares {
  const tries = sum(rows, (row) => row.tries)
  const [soundRate, gainRate] = [sum(rows, sound) / tries, sum(rows, (row) => row.gains) / tries]
  return Object.fromEntries(
    rows.map((row) => {
      const factor = ratio(sound(row), row.tries * soundRate, PRIOR.sound) * ratio(row.gains, row.tries * gainRate, PRIOR.gains)
      return [row.operator, Math.round(100 * Math.min(MOST, Math.max(floor, factor)))]
    }),
  )
}

/** How an offspring is counted: whether it failed, is nothing new, or is a gain. */
function resultOf(
  outcome: Extract<Outcome, { kind: 'evaluated' | 'known' }>,
  placement: Placement | undefined,
): Record<'failed' | 'idle' | 'gains', number> {
  if (outcome.kind === 'known') return { idle: 1, failed: 0, gains: 0 }
  const { verdict, pruned } = outcome.evaluation
  const idle = placement?.kind === 'duplicate' || placement?.kind === 'duplicate-behaviour' || pruned?.why === 'duplicate-behaviour'
  return {
    idle: Number(idle),
    failed: Number(!idle && verdict !== 'scored'),
    gains: Number(placement?.kind === 'placed' && placement.elite),
  }
}

/**
 * The credit of a strategy's operators (adaptive operator selection: Davis 1989; probability matching: Goldberg 1990), as it was when a snapshot
 * was taken. A share is the product of two ratios, each of what came of an operator to what was to be expected of it by all operators of
 * its proposer together: of offspring that are sound, and of gains.
 */
export function createCredit({ adaptive }: Pick<Strategy, 'adaptive'>, snapshot: readonly OperatorCount[] = []): Credit {
  const rows = snapshot.map((row) => ({ ...row }))
  const found = new Map(rows.map((row) => [`${row.proposer} ${row.operator}`, row]))

  /** The row of an operator, a new one at its first use. */
  function rowOf(proposer: string, operator: string): (typeof rows)[number] | undefined {
    const key = `${proposer} ${operator}`
    const known = found.get(key)
    if (known !== undefined || rows.length >= KNOWN) return known
    const row = { proposer, operator, tries: 0, failed: 0, idle: 0, gains: 0 }
    rows.push(row)
    found.set(key, row)
    return row
  }

  return {
    note(ticket, outcome, placement) {
      if (ticket.kind !== 'offspring' || (outcome.kind !== 'evaluated' && outcome.kind !== 'known')) return
      const { failed, idle, gains } = resultOf(outcome, placement)
      for (const operator of new Set(outcome.operator.split('+'))) {
        const row = rowOf(ticket.proposer, operator)
        if (row === undefined) continue
        row.tries += 1
        row.failed += failed
        row.idle += idle
        row.gains += gains
      }
    },
    shares() {
      if (adaptive === undefined || rows.length === 0) return undefined
      const byProposer = Object.groupBy(rows, ({ proposer }) => proposer)
      return Object.fromEntries(Object.entries(byProposer).map(([name, own = []]) => [name, sharesOf(own, adaptive.floor)]))
    },
    counts: rows,
  }
}
