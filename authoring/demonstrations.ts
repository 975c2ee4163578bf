import { textOf, TernateError } from '../engine/contracts/fault.ts'
import type { DemonstrationRule, Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { trusted } from './trusted.ts'

/** The file that holds demonstrations where a problem does not say so. */
const FILE = 'demos.json'

/** Demonstrations that a file may hold unless the problem says otherwise: as many as LabeledFewShot of DSPy draws (Khattab et al. 2023; stanfordnlp/dspy). */
const MOST = 16

/** A case as a demonstration where the problem does not say how: none where nothing is expected. */
const labelled: NonNullable<DemonstrationRule['of']> = ({ input, expected }) =>
  expected === undefined ? undefined : { input, output: expected }

/** A rule with what its author left out; what the author's own code throws names the case. */
function complete(file: string, { most = MOST, of = labelled }: DemonstrationRule): Required<DemonstrationRule> {
  return {
    most,
    of(subject) {
      try {
        return trusted(`demonstrations has not answered for case ${subject.name}`, () => of(subject))
      } catch (thrown) {
        throw new TernateError(
          'PROBLEM_DEMONSTRATIONS',
          `demonstrations of ${file} throws for case ${subject.name}: ${textOf(thrown)?.split('\n', 1)[0]?.slice(0, 200) ?? 'what is no text'}`,
          'Let it return plain JSON for every train case, or undefined for one that is not to be shown.',
          { cause: thrown },
        )
      }
    },
  }
}

/**
 * The rules by which train cases become demonstrations in files of programs, by file; undefined where programs hold none.
 *
 * @throws TernateError `PROBLEM_DEMONSTRATIONS` where the first train case cannot become one
 */
export function demonstrationsOf(
  { demonstrations }: Pick<ProblemDefinition, 'demonstrations'>,
  { initialPrograms, train }: Pick<Problem, 'initialPrograms' | 'train'>,
): Problem['demonstrations'] {
  const written = initialPrograms.some((files) => Object.hasOwn(files, FILE))
  const named = demonstrations ?? (written ? { [FILE]: {} } : undefined)
  if (named === undefined) return undefined
  const rules = Object.fromEntries(Object.entries(named).map(([file, rule]) => [file, complete(file, rule)]))
  for (const { of } of Object.values(rules)) for (const { input, expected, name } of train.slice(0, 1)) of({ input, expected, name })
  return rules
}
