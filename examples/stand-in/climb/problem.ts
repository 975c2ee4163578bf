import { defineProblem } from 'ternate'

export default defineProblem<number, number>({
  statement: 'Return as large a number as you can; the case is added to it.',
  cases: { train: [{ input: 0 }, { input: 1 }], validation: [{ input: 2 }] },
  verify: ({ input }, answer) => answer - input,
})
