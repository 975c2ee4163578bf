import type { Injection } from '../contracts/archive.ts'
import type { Files } from '../contracts/program.ts'

/** An edit that has yet to be tried; `edit` is its number among those of the run. */
interface Untried {
  readonly edit: number
  readonly files: Files
  readonly of?: number
}

/** Edits that were not tried yet, as plain data. */
export interface InjectionsSnapshot {
  readonly count: number
  readonly untried: readonly Untried[]
  /** Those of them for which there is a ticket. */
  readonly drawn: readonly number[]
}

/** Programs that people wrote, on their way into the search: each is tried once, in the order in which they came. */
export interface Injections {
  hear(edit: Injection): void
  /** The next one for which there is no ticket; there is one now. */
  draw(): { readonly edit: number; readonly of?: number } | undefined
  /** The files of one that has a ticket. */
  files(edit: number): Files
  /** Its ticket will not come to anything: it waits again. */
  forget(edit: number): void
  /** It was tried. */
  settle(edit: number): void
  /** Undefined when nothing waits and nothing came. */
  snapshot(): InjectionsSnapshot | undefined
}

/** Edits so far: none, or those of an snapshot. */
export function createInjections(snapshot?: InjectionsSnapshot): Injections {
  let count = snapshot?.count ?? 0
  let untried: readonly Untried[] = snapshot?.untried ?? []
  const drawn = new Set(snapshot?.drawn)

  return {
    hear({ files, of }) {
      untried = [...untried, { edit: ++count, files, ...(of === undefined ? {} : { of }) }]
    },
    draw() {
      const next = untried.find(({ edit }) => !drawn.has(edit))
      if (next === undefined) return undefined
      const { edit, of } = next
      drawn.add(edit)
      return { edit, ...(of === undefined ? {} : { of }) }
    },
    files(edit) {
      const found = untried.find((each) => each.edit === edit)
      if (found === undefined) throw new RangeError(`edit ${edit} was tried already`)
      return found.files
    },
    forget: (edit) => void drawn.delete(edit),
    settle(edit) {
      drawn.delete(edit)
      untried = untried.filter((each) => each.edit !== edit)
    },
    snapshot: () => (count === 0 ? undefined : { count, untried: [...untried], drawn: [...drawn].sort((a, b) => a - b) }),
  }
}
