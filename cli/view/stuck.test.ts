import { expect, test } from 'vitest'
import { stuckLines, stuckWord } from './stuck.ts'

test('what is wrong comes first, then what to try; names of operators cannot move the cursor', () => {
  const lines = stuckLines({
    symptoms: [
      { kind: 'no gain', evaluations: 1363, ever: false },
      { kind: 'one individual' },
      { kind: 'failing', share: 0.64, operators: [{ operator: 'evil\u001b[2J', tries: 1145, failed: 1053 }] },
    ],
    levers: ['partial credit', 'model'],
  })
  expect(lines).toEqual([
    'It does not improve: none of 1,363 evaluations found anything better than the initial program.',
    '- one individual is left on each island, so every change is a change of the same program',
    '- 64 % of the offspring do not score; most of those by evil\\u{1b}[2J (92 % of 1,145)',
    'What to try (docs/stuck.md):',
    '- let the verifier score what is nearly valid instead of refusing it, or evolve a part (a priority, a move) that a driver calls',
    '- ask a model (`--model`), where the step to something better is larger than a random change',
  ])
})

test('the window has a few words', () => {
  expect(stuckWord({ symptoms: [{ kind: 'no gain', evaluations: 250, ever: true }], levers: [] })).toBe(
    'nothing better for 250 evaluations',
  )
  const failing = { kind: 'failing', share: 0.9, operators: [] } as const
  expect(stuckWord({ symptoms: [{ kind: 'no gain', evaluations: 250, ever: true }, failing], levers: [] })).toContain('most offspring fail')
})
