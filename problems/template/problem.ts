import { defineProblem, invalid } from 'ternate'

/** The question: from how far a planet is, how long is its year? Replace it by your own; `ternate check` says whether it holds. */
export default defineProblem<number, number>({
  /** What is to be solved, in words. People and language models read this. */
  statement: 'Find the law that gives the length of the year (in years) of a body at a mean distance (in astronomical units) from the sun.',

  /** What every program exports. The answer to a case is what it returns for the case's input, unless there is a driver.ts. */
  entry: 'period(distance: number): number',
  direction: 'minimize',
  unit: '% relative error',

  cases: {
    /** Evolution sees these ... */
    train: [
      { name: 'Mercury', input: 0.387, expected: 0.2408 },
      { name: 'Venus', input: 0.7233, expected: 0.6152 },
      { name: 'Earth', input: 1, expected: 1 },
      { name: 'Mars', input: 1.5237, expected: 1.8808 },
      { name: 'Jupiter', input: 5.2029, expected: 11.862 },
    ],
    /** ... the champion is chosen among the best by these ... */
    validation: [
      { name: 'Saturn', input: 9.537, expected: 29.457 },
      { name: 'Uranus', input: 19.189, expected: 84.02 },
    ],
    /** ... and nothing but the final report looks at these. */
    heldOut: {
      'far out': [
        { name: 'Neptune', input: 30.07, expected: 164.8 },
        { name: 'Pluto', input: 39.48, expected: 247.9 },
        { name: 'Eris', input: 67.86, expected: 559.1 },
      ],
    },
  },

  /** Trusted: judges an answer that comes out of the sandbox. Returns a score, or a score with metrics, or a refusal. */
  verify({ expected }, answer) {
    const error = (100 * Math.abs(answer - Number(expected))) / Number(expected)
    return Number.isFinite(error) ? error : invalid('not a finite number')
  },

  /** Optional: what evolution may write beside names, numbers and operators; `_` is a hole to be filled. */
  vocabulary: { functions: ['Math.sqrt(_)', 'Math.log(_)', '_ ** _'], constants: [0.5, 1, 1.5, 2, 3] },

  /** Optional: figures to be shown beside the result. */
  references: [{ name: 'Kepler 1619', set: 'far out', score: 0.046, source: 'the third law, distance ** 1.5, on the same rounded data' }],
})
