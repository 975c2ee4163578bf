import { defineProposer } from '../../engine/contracts/part.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Context, Proposal, Shown } from '../../engine/contracts/proposer.ts'
import { ownLanguages } from '../../languages/index.ts'
import { suggest } from './categorical-tpe.ts'
import { componentsOf, filesOf } from './components.ts'

/** Draws before it is said that no combination is new. */
const ATTEMPTS = 20

/** The parts of a program as they stand in a list of programs, and which of them each program has. */
function spaceOf(all: readonly Shown[]): {
  readonly values: readonly (readonly string[])[]
  readonly choices: readonly (readonly number[])[]
} {
  const values = componentsOf(all[0]?.program.files ?? {}).map((): string[] => [])
  const choices = all.map(({ program: { files } }) =>
    componentsOf(files).map((component, k) => {
      const text = JSON.stringify(filesOf(files, component))
      const known = values[k] ?? []
      const at = known.indexOf(text)
      return at === -1 ? known.push(text) - 1 : at
    }),
  )
  return { values, choices }
}

/** A program of parts that others have, in a combination that is suggested by what came of those so far. */
function combine({ parents, inspirations, random, direction, languages = ownLanguages }: Context): Proposal {
  const failure = (reason: string): Proposal => ({ kind: 'failure', operator: 'tpe', reason })
  const [parent] = parents
  if (parent === undefined) return failure('no parent')
  const names = Object.keys(parent.program.files).sort().join('\n')
  const all = [...parents, ...inspirations].filter(({ program }) => Object.keys(program.files).sort().join('\n') === names)
  const { values, choices } = spaceOf(all)
  const tried = all.flatMap(({ evaluation: { score } }, k) =>
    score === undefined ? [] : [{ choices: choices[k] ?? [], loss: direction === 'minimize' ? score : -score }],
  )
  const known = new Set(all.map(({ program }) => program.canonicalHash))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const chosen = suggest(
      values.map(({ length }) => length),
      tried,
      random,
    )
    const files = Object.assign({}, ...chosen.map((value, k) => JSON.parse(values[k]?.[value] ?? '{}') as object)) as Record<string, string>
    const made = languages.makeProgram(files)
    if (made.ok && !known.has(made.program.canonicalHash)) return { kind: 'program', files, operator: 'tpe' }
  }
  return failure('no combination of the files that programs have is new')
}

/**
 * Combinations of files, as MIPROv2 seeks them (Opsahl-Ong et al. 2024; stanfordnlp/dspy, dspy/teleprompt/mipro_optimizer_v2.py): each part of a program is a
 * categorical variable whose values are the texts that it has in the parent and the inspirations, and their scores are the trials of a tree-structured
 * Parzen estimator. Inspirations come in the order of their age. It asks nobody.
 */
export const tpe: ProposerPart = defineProposer({
  name: 'tpe',
  languages: ['text', 'json', 'other'],
  create: () => ({
    *propose(context) {
      return combine(context)
    },
  }),
})
