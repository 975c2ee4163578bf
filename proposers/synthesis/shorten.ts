import { type Goal, isRight } from './goal.ts'
import { freeNames, literal, placesOf, replaceAt, type Term } from './term.ts'
import { BOOLEAN, NUMBER, STRING } from './types.ts'

/** Terms that are tried. */
const TRIES = 400

/** The smallest terms of a type that ask for no name. */
const SMALLEST: readonly Term[] = [
  literal(0, NUMBER),
  literal(1, NUMBER),
  literal('', STRING),
  literal(true, BOOLEAN),
  literal(false, BOOLEAN),
]

/** What may stand in the place of a term and is smaller: its parts of the same type, and literals. */
function smaller(term: Term, names: ReadonlySet<string>): Term[] {
  const parts = placesOf(term)
    .slice(1)
    .map((place) => place.term)
    .filter((part) => part.type.key === term.type.key && [...freeNames(part)].every((name) => names.has(name)))
  return [...parts, ...SMALLEST.filter((one) => one.type.key === term.type.key)]
    .filter(({ size }) => size < term.size)
    .sort((a, b) => a.size - b.size)
}

/** The shortest term found that comes to what is expected wherever a right term does: parts take the place of wholes as long as it stays right. */
export function shortened(goal: Goal, right: Term): Term {
  const outer = goal.world.names.map(({ name }) => name)
  let term = right
  let left = TRIES
  for (let changed = true; changed;) {
    changed = false
    for (const place of placesOf(term)) {
      const names = new Set([...outer, ...place.names.map(({ name }) => name)])
      for (const other of smaller(place.term, names)) {
        if ((left -= 1) < 0) return term
        const tried = replaceAt(term, place.path, other)
        if (!isRight(goal, tried)) continue
        term = tried
        changed = true
        break
      }
      if (changed) break
    }
  }
  return term
}
