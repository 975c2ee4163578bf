import { commonContext } from '../engine/tickets/context.ts'
import type { Purpose } from '../engine/contracts/model.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { askingAs } from '../engine/contracts/manifest.ts'
import type { Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { completeProblem, loadProblem } from '../authoring/load.ts'
import { estimatePrompt } from '../models/call.ts'
import { MAX_TOKENS } from '../models/client.ts'
import { render } from '../proposers/model/render.ts'
import type { Message } from '../engine/contracts/model.ts'
import { modelProposer } from '../proposers/model/part.ts'
import { initialProgramWriter } from './model-workers.ts'
import { completeAsking } from './models.ts'
import type { AskingOptions } from './models.ts'
import { completeOptions } from './options.ts'
import type { RunOptions } from './options.ts'
import { openParts, withoutPlugins } from './parts.ts'
import type { OpenedParts } from './parts.ts'

/** A prompt that would go out, and what it costs. */
export interface Preview {
  readonly purpose: Purpose
  /** Id of its template. */
  readonly template: string
  readonly messages: readonly Message[]
  /** About how many tokens it has. */
  readonly tokens: number
  /** Dollars of 1,000 such calls, for each model that has a price: for the prompts, and at most for the replies. */
  readonly prices: readonly { readonly model: string; readonly prompts: number; readonly replies: number; readonly maxTokens: number }[]
}

/** The first initial program with its results on train. */
export async function evaluateInitialProgram(
  problem: Problem,
  { registry, languages }: Pick<OpenedParts, 'registry' | 'languages'> = withoutPlugins,
): Promise<Shown> {
  const made = languages.makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok)
    throw new TernateError('PROBLEM_INITIAL', `the initial program of ${problem.name}: ${made.reason}`, 'Correct the initial program.')
  const evaluator = await createEvaluator(problem, { registry, languages })
  try {
    return { program: made.program, evaluation: await evaluator.evaluate({ program: made.program, set: 'train' }) }
  } finally {
    await evaluator.close()
  }
}

/**
 * The prompt that would go out to a model for the first initial program as the parent, no other program being known; for a problem without an initial program the
 * one that asks for it. Nothing is sent.
 *
 * @throws TernateError those of `evolve` for a problem or an option that is not usable
 * @example
 * const { messages, tokens } = await previewPrompt('bin-packing')
 */
export async function previewPrompt(
  problem: string | ProblemDefinition,
  options: AskingOptions & Pick<RunOptions, 'plugins'> = {},
): Promise<Preview> {
  const { models = ['a model'], plugins, ...others } = options
  const parts = await openParts(plugins)
  const { languages } = parts
  completeOptions({ ...others, models }, parts.registry)
  const loaded = typeof problem === 'string' ? await loadProblem(problem, undefined, parts) : completeProblem(problem, undefined, parts)
  const asked = completeAsking({ ...others, models }, loaded.folder)
  if (asked === undefined) throw new RangeError('a model is named')
  const { asking } = asked
  const random = stream('prompt')
  const conversation =
    loaded.initialPrograms.length === 0
      ? initialProgramWriter(asking, loaded)(random)
      : modelProposer(askingAs(asking, 'propose')).propose({
          ...commonContext(loaded, languages),
          parents: [await evaluateInitialProgram(loaded, parts)],
          inspirations: [],
          random,
        })
  const { value: ask } = conversation.next()
  const template = asking.templates.find(({ id }) => 'template' in ask && id === ask.template)
  if (ask.kind !== 'ask' || template === undefined) throw new RangeError('a proposer that asks models begins with a question')
  const { messages } = render(template, ask.slots)
  const tokens = estimatePrompt(messages)
  const prices = asking.models.flatMap(({ name, price, parameters }) => {
    const { maxTokens = MAX_TOKENS } = parameters ?? {}
    // a thousand calls of so many tokens at so many millionths of a dollar for a million tokens
    const dollars = (count: number, each: number): number => (1000 * count * each) / 1e12
    return price === undefined
      ? []
      : [{ model: name, prompts: dollars(tokens, price.input), replies: dollars(maxTokens, price.output), maxTokens }]
  })
  return { purpose: ask.purpose, template: template.id, messages, tokens, prices }
}
