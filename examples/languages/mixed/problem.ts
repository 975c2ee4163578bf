import { defineProblem } from 'ternate'

/** A program of three files: a shell script, a table of settings and a filter in awk. */
export default defineProblem({
  statement: 'Sort words into short and long ones: the threshold stands in settings.json, the filter in filter.awk, and run.sh joins them.',
  runner: { use: 'command', run: 'sh run.sh', limits: { seconds: 5, memory: 256 } },
  cases: {
    train: ['a ab abc abcd abcde', 'of the cat that sleeps', 'evolution by natural selection'].map((input) => ({
      input,
      expected: input.split(' ').filter((word) => word.length > 3).length,
    })),
  },
  verify: ({ expected }, answer) => 1 / (1 + Math.abs(Number(answer) - Number(expected))),
})
