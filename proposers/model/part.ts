import { TernateError } from '../../engine/contracts/fault.ts'
import type { ModelStrategy } from '../../engine/contracts/manifest.ts'
import { defineProposer } from '../../engine/contracts/part.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Proposer } from '../../engine/contracts/proposer.ts'
import { createModelProposer } from './proposer.ts'
import type { SlotName } from './templates.ts'

/** The model proposer of a run whose manifest says how models are asked. */
export const modelProposer = (asking: ModelStrategy): Proposer =>
  createModelProposer({
    ...asking,
    ensemble: { models: asking.models, bandit: asking.bandit },
    omit: asking.omit as readonly SlotName[],
  })

/** The proposer whose offspring language models write. */
export const model: ProposerPart = defineProposer({
  name: 'model',
  asks: true,
  create(_, asking) {
    if (asking !== undefined) return modelProposer(asking)
    throw new TernateError('MODEL_MISSING', 'the proposer model asks a model, and this run has none', 'Name a model with `--model`.')
  },
})
