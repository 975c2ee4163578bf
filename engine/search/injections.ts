import { defined } from '../contracts/defined.ts'
import type { Injection } from '../contracts/archive.ts'
import type { Files } from '../contracts/program.ts'

/** An injection that has yet to be tried; `injection` is its number among those of the run. */
interface Untried {
  readonly injection: number
  readonly files: Files
  readonly of?: number
}

/** Injections that were not tried yet, as plain data. */
export interface InjectionsSnapshot {
  readonly count: number
  readonly untried: readonly Untried[]
  /** Those of them for which there is a ticket. */
  readonly drawn: readonly number[]
}

/** Programs that people wrote, on their way into the search: each is tried once, in the order in which they came. */
export interface Injections {
  record(injection: Injection): void
  /** The next one for which there is no ticket; there is one now. */
  draw(): { readonly injection: number; readonly of?: number } | undefined
  /** The files of one that has a ticket. */
  files(injection: number): Files
  /** Its ticket will not come to anything: it waits again. */
  forget(injection: number): void
  /** It was tried. */
  settle(injection: number): void
  /** Undefined when nothing waits and nothing came. */
  snapshot(): InjectionsSnapshot | undefined
}

/** Injections so far: none, or those of a snapshot. */
export function createInjections(snapshot?: InjectionsSnapshot): Injections {
  let count = snapshot?.count ?? 0
  let untried: readonly Untried[] = snapshot?.untried ?? []
  const drawn = new Set(snapshot?.drawn)

  return {
    record({ files, of }) {
      untried = [...untried, { injection: ++count, files, ...defined({ of }) }]
    },
    draw() {
      const next = untried.find(({ injection }) => !drawn.has(injection))
      if (next === undefined) return undefined
      const { injection, of } = next
      drawn.add(injection)
      return { injection, ...defined({ of }) }
    },
    files(injection) {
      const found = untried.find((each) => each.injection === injection)
      if (found === undefined) throw new RangeError(`injection ${injection} was tried already`)
      return found.files
    },
    forget: (injection) => void drawn.delete(injection),
    settle(injection) {
      drawn.delete(injection)
      untried = untried.filter((each) => each.injection !== injection)
    },
    snapshot: () => (count === 0 ? undefined : { count, untried: [...untried], drawn: [...drawn].sort((a, b) => a - b) }),
  }
}
