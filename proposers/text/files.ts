import type { TextOperator } from './workspace.ts'

/** Uniform crossover of whole files: each that differs is that of a relative with a chance of a half, one at least. */
export const crossFiles: TextOperator = ({ files, relatives, random }) => {
  if (relatives.length === 0) return undefined
  const theirs = random.pick(relatives)
  const differing = Object.keys(theirs)
    .filter((file) => Object.hasOwn(files, file) && theirs[file] !== files[file])
    .sort()
  if (differing.length < 2) return undefined
  const taken = differing.filter(() => random.integer(2) === 0)
  const some = taken.length === 0 || taken.length === differing.length ? [random.pick(differing)] : taken
  return { ...files, ...Object.fromEntries(some.map((file) => [file, theirs[file] ?? ''])) }
}
