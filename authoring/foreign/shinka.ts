import type { ForeignFolder, ForeignForm, Translation } from './form.ts'
import { problemSource } from './source.ts'

/** Seconds of an evaluation. */
const SECONDS = 300

const INITIAL = /^initial\.[\w.]+$/

function translate({ paths }: ForeignFolder): Translation {
  const initial = paths.find((path) => INITIAL.test(path)) ?? ''
  const problem = problemSource({
    about: 'A folder in the form of ShinkaEvolve: `evaluate.py` leaves the score of a program in a file.',
    statement: 'Improve the program: `evaluate.py` is to give it a higher combined score.',
    harness: 'shinka',
    files: paths.filter((path) => path !== initial),
    input: { evaluator: 'evaluate.py' },
    initial,
    seconds: SECONDS,
  })
  return { problem, notes: [] }
}

/** A folder with `initial.*` and `evaluate.py`. */
export const shinka: ForeignForm = {
  name: 'ShinkaEvolve',
  wants: 'evaluate.py and initial.*',
  matches: ({ paths }) => paths.includes('evaluate.py') && paths.some((path) => INITIAL.test(path)),
  translate,
}
