import type { Archive } from '../engine/contracts/archive.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { SetName } from '../engine/contracts/evaluation.ts'
import { proposesByModel } from '../engine/contracts/manifest.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { mergeBy } from '../engine/evaluation/merging.ts'
import { createProgramCache } from '../engine/journal/program-cache.ts'
import { originsIn } from '../engine/journal/origins.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { createLearner } from '../proposers/model/memory.ts'
import { askersIn, ownParts } from './parts.ts'
import { asksModels } from './problem.ts'

/** What the search must know of a problem; of programs that live nowhere any more, by the run's archive. */
export const factsOf = (
  problem: Problem,
  { asking }: Pick<Manifest, 'asking'>,
  archive?: Pick<Archive, 'entries' | 'column' | 'recall'>,
  parts: Registry = ownParts,
): SearchFacts => ({
  parts,
  ...(archive === undefined ? {} : { remember: originsIn(archive), recall: createProgramCache(archive).recall }),
  ...(asking === undefined ? {} : { learner: createLearner(asking.templates, askersIn(parts), asking.notes) }),
  initialPrograms: proposesByModel(asking) ? Math.max(1, problem.initialPrograms.length) : problem.initialPrograms.length,
  trainCases: problem.train.length,
  merge: mergeBy(problem),
  hasValidation: problem.validation.length > 0,
  heldOut: problem.heldOut.map(({ set }): SetName => `heldOut/${set}`),
  ...(asksModels(problem, parts)
    ? { paid: { validation: problem.validation.length, heldOut: problem.heldOut.reduce((sum, { cases }) => sum + cases.length, 0) } }
    : {}),
  descriptors: problem.descriptors,
  ...defined({ cells: problem.cells }),
})
