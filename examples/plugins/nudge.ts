import { defineProposer, z } from 'ternate'

/** Changes one number of the parent's source a little: a proposer that asks nothing. */
export default defineProposer({
  name: 'nudge',
  options: z.strictObject({ by: z.number().positive().default(0.2) }),
  create: ({ by }) => ({
    // oxlint-disable-next-line require-yield -- this one asks nothing
    *propose({ parents: [parent], random }) {
      const [[name, text]] = Object.entries({ ...parent?.program.files, '': '' }) as [[string, string]]
      const numbers = [...text.matchAll(/(?<![\w.$])\d+(?:\.\d+)?(?![\w.])/g)]
      if (numbers.length === 0) return { kind: 'failure', operator: 'nudge', reason: 'the parent has no number' }
      const chosen = random.pick(numbers)
      const value = Number(chosen[0]) * (1 + by * random.normal()) + by * random.normal() ** 3
      const at = chosen.index
      const changed = `${text.slice(0, at)}${Math.abs(value)}${text.slice(at + chosen[0].length)}`
      return { kind: 'program', files: { ...parent?.program.files, [name]: changed }, operator: 'nudge' }
    },
  }),
})
