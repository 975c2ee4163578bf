import type { Asked } from '../evals/calls.ts'
import type { Capability, Host } from '../engine/contracts/capability.ts'
import type { ModelQuestion } from '../engine/contracts/converse.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError, Interruption } from '../engine/contracts/fault.ts'
import type { Budget } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { createTicketHost } from '../engine/tickets/host.ts'
import { completeAsking, openQueue } from '../run/models.ts'
import { asksModels, mustBeAnswered } from '../run/problem.ts'
import { clock } from '../run/start.ts'
import { createAskCapability, createRoom } from '../run/task-models.ts'
import { readConfig } from './config.ts'

/** What a command line says of the models that are asked, and of what may be spent on them. */
export interface ModelArguments {
  readonly model: readonly string[] | undefined
  readonly 'base-url': string | undefined
  readonly config: string | undefined
  readonly calls: number | undefined
  readonly tokens: number | undefined
  readonly dollars: number | undefined
}

/** Models that are asked, until they are closed. */
export interface AskedModels extends Asked {
  /** Hosts of the cases of one evaluation. */
  hosts(): (position: number) => Host
  close(): Promise<void>
}

/** The models of the command line and of the settings that it names. */
async function askingOf(
  { model, 'base-url': address, config: file }: ModelArguments,
  { folder }: Problem,
): Promise<ReturnType<typeof completeAsking>> {
  const config = (await readConfig(file, []))?.config ?? {}
  const { models, baseUrl, headers, body, inFlight, deadline, retries } = config
  // a model that the file describes keeps its settings
  const described = model?.map((each) => models?.find((known) => typeof known !== 'string' && known.name === each) ?? each) ?? models
  const given = { models: described, baseUrl: address ?? baseUrl, headers, body, inFlight, deadline, retries }
  return completeAsking(defined(given), folder)
}

/**
 * Opens the lines to the models that answer the programs of a problem, or mark what they answer; none where nothing asks.
 *
 * @throws TernateError `MODEL_MISSING`, and those of a run's models
 */
export async function openAskedModels(problem: Problem, registry: Registry, given: ModelArguments): Promise<AskedModels | undefined> {
  if (!asksModels(problem, registry)) return undefined
  const found = await askingOf(given, problem)
  mustBeAnswered(problem, found?.asking, registry)
  if (found === undefined) return undefined
  const { asking, calling } = found
  const { calls, tokens, dollars } = given
  const budget: Budget = defined({ calls, tokens, dollars })
  const queue = openQueue(asking, calling, { budget, rows: [], clock, emit: () => {} })
  try {
    await queue.probe((name) => asking.models.find((model) => model.name === name)?.parameters)
  } catch (error) {
    await queue.close()
    throw error
  }
  const inner = createAskCapability({ asking, queue, clock, patience: calling.deadline.total })
  const ask: Capability = {
    ...(inner as Capability),
    answer: (question, context) => inner.answer(question as ModelQuestion, context).catch(withoutResume),
  }
  const room = createRoom(calling.inFlight)
  return {
    room,
    ask,
    hosts: () => createTicketHost({ ticket: 0, capabilities: new Map([[ask.name, ask]]), record: undefined, room }).next(),
    close: () => queue.close(),
  }
}

/** What a run pauses for is the end here, where nothing is resumed. */
function withoutResume(error: unknown): never {
  if (!(error instanceof Interruption)) throw error
  const remedy = 'See that its endpoint is up and its key valid, and evaluate again.'
  throw new TernateError(error.code, error.message, remedy, { cause: error })
}
