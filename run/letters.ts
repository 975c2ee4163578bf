import type { Address } from '../engine/contracts/capability.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { callsOf } from '../engine/contracts/ticket.ts'
import type { Assignment, Batch, Outcome } from '../engine/contracts/ticket.ts'
import { createProgramCache } from '../engine/journal/program-cache.ts'
import { follow, recorded } from '../engine/journal/replay.ts'
import type { Source } from '../engine/journal/replay.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createSequencer } from '../engine/order/sequencer.ts'
import { assign, knownAt } from '../engine/tickets/assign.ts'
import { commonContext, contextOf } from '../engine/tickets/context.ts'
import type { Conversation } from '../engine/tickets/conversation.ts'
import { lettersOf } from '../engine/tickets/letters.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { makesCalls } from '../evaluators/workers/retrace.ts'
import type { Message } from '../engine/contracts/model.ts'
import { render } from '../proposers/model/render.ts'
import { openRun } from './folder.ts'
import type { RunFolder } from './folder.ts'
import { initialProgramWriter } from './model-workers.ts'
import { partsOfRun } from './parts.ts'
import type { OpenedParts } from './parts.ts'
import { loadProblemOf } from './problem.ts'
import { retraceIn } from './traces.ts'
import { chain } from './chain.ts'
import { factsOf } from './search-facts.ts'

/** A question to a model as it went out, and the call that was made for it. */
export interface SentLetter {
  readonly address: Address
  readonly purpose: string
  readonly model: string
  /** The hash of the question, as the journal has it. */
  readonly request: string
  readonly messages: readonly Message[]
}

/** The proposer of a ticket at work once more; undefined for a ticket on which nobody asks. */
function conversationOf(
  assignment: Assignment,
  { manifest }: RunFolder,
  problem: Problem,
  { registry, languages }: OpenedParts,
): Conversation | undefined {
  const { asking } = manifest
  if (asking === undefined) return undefined
  if (assignment.kind === 'initial') return initialProgramWriter(asking, problem)(stream(assignment.stream))
  if (assignment.kind !== 'offspring') return undefined
  const proposer = createProposers(registry, asking)(assignment.proposer, assignment.options)
  return proposer?.propose(
    contextOf(
      assignment,
      { ...commonContext(problem, languages), ...(makesCalls(problem, registry) ? { traceable: true as const } : {}) },
      createRules(registry),
      problem.limits.fuel,
    ),
  )
}

/** The letters of a ticket that has committed, with what it knew when it was drawn. */
async function sent(
  run: RunFolder,
  problem: Problem,
  parts: OpenedParts,
  assignment: Assignment,
  outcome: Outcome,
): Promise<readonly SentLetter[]> {
  const conversation = conversationOf(assignment, run, problem, parts)
  const letters = conversation === undefined ? [] : await lettersOf(conversation, outcome, retraceIn(run.archive, problem, parts))
  const all = callsOf(outcome)
  if (letters.length < all.length && outcome.kind !== 'failed') {
    throw new TernateError(
      'CALL_CHANGED',
      `call ${letters.length + 1} of ticket ${assignment.number} asks for something else than the recorded one`,
      'Ask the engine that made the run (see its manifest).',
    )
  }
  const pool = assignment.kind === 'offspring' ? (assignment.memory?.templates ?? []) : []
  const templates = new Map([...(run.manifest.asking?.templates ?? []), ...pool].map((template) => [template.id, template]))
  return letters.flatMap(({ call, ask }): SentLetter[] => {
    const template = templates.get(ask.template)
    if (template === undefined) return []
    const { messages } = render(template, ask.slots, ask.turns)
    return [{ address: call.address, purpose: ask.purpose, model: ask.model, request: call.request, messages }]
  })
}

/**
 * The questions that a ticket of a run asked models, as they went out: not read but made again, since the journal holds their hashes only. Code of
 * the run's problem, and of its plug-ins, is run; no program is, and no model is asked.
 *
 * @returns the questions in their order, each of them checked against its hash; fewer than there are calls for a ticket that was set aside
 * @throws TernateError `CALL_UNKNOWN` when nothing was asked on the ticket, or it has not committed; `CALL_CHANGED` when this engine would
 *   ask otherwise; `PROBLEM_CHANGED`, `RESUME_DIVERGED`, and those of `openRun` and of plug-ins
 * @example
 * const [first] = await readLetters('runs/a', 12)
 */
export async function readLetters(folder: string, ticket: number): Promise<readonly SentLetter[]> {
  const run = openRun(folder)
  try {
    const { manifest, archive, budget } = run
    const parts = await partsOfRun(run.folder, manifest)
    const problem = await loadProblemOf(run, parts)
    const sequencer = createSequencer({ manifest, facts: factsOf(problem, manifest, archive, parts.registry), budget })
    const { recall } = createProgramCache(archive)
    const replies = recorded(archive)
    let found: readonly SentLetter[] | undefined

    const source: Source = async (batch, commits) => {
      const outcomes = await replies(batch, commits)
      const place = batch.tickets.findIndex(({ number }) => number === ticket)
      if (place >= 0) found = await sent(run, problem, parts, assigned(batch, place), outcomes[place] as Outcome)
      return outcomes
    }
    const assigned = (batch: Batch, place: number): Assignment =>
      assign(batch.tickets[place] as Batch['tickets'][number], { manifest, recall, known: knownAt(batch, place) })
    function* entries(): ReturnType<typeof archive.entries> & Generator {
      for (const entry of archive.entries()) {
        if (found !== undefined) return
        yield entry
      }
    }
    const end = await follow(sequencer, { entries: entries(), chain, source })
    if (found !== undefined && found.length > 0) return found
    if ('at' in end) {
      throw new TernateError(
        'RESUME_DIVERGED',
        `the journal differs from what this engine computes at record ${end.at}`,
        'Ask the engine that wrote it (see the manifest).',
      )
    }
    throw new TernateError(
      'CALL_UNKNOWN',
      `ticket ${ticket} has asked no model, or has not committed yet`,
      '`ternate show RUN NUMBER --json` names the ticket of a program, and the page lists calls by their tickets.',
    )
  } finally {
    await run.archive.close()
  }
}
