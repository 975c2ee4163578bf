import { TernateError } from '../../engine/contracts/fault.ts'
import type { CallOutcome, Memory, Purpose, Slots, CallStats, Template, Turn } from '../../engine/contracts/model.ts'
import type { Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { chooseModel, type Ensemble, type EnsembleModel } from './ensemble.ts'
import { chooseTemplate, createPool } from './pool.ts'

/** What a ticket asks models with. */
export interface Conversation {
  /** One call: of the same model each time, so that it can mend what it wrote; behind the prompt stand the turns that were taken. */
  ask(purpose: Purpose, slots: Slots, turns?: readonly Turn[]): Generator<Request, CallOutcome, Reply>
  readonly model: EnsembleModel
  /** The template that serves a purpose in this ticket. */
  template(purpose: Purpose): Template
}

/** What a conversation is held with. */
export interface Voices {
  readonly ensemble: Ensemble
  /** Those that serve where the memory has no pool. */
  readonly templates: readonly Template[]
}

/** Begins the conversation of a ticket: model and templates are chosen by what is remembered and by the ticket's stream. */
export function beginConversation(
  { ensemble, templates }: Voices,
  random: Random,
  memory?: Pick<Memory, 'models' | 'templates' | 'directive'>,
): Conversation {
  const allStats: readonly CallStats[] = memory?.models ?? []
  const pool = memory === undefined || memory.templates.length === 0 ? createPool(templates) : memory.templates
  const model = chooseModel(ensemble, allStats, random)
  const chosen = new Map<Purpose, Template>()
  let attempt = 0

  function template(purpose: Purpose): Template {
    const known = chosen.get(purpose)
    if (known !== undefined) return known
    const directed = purpose === 'offspring' ? pool.find(({ id }) => id === memory?.directive?.template) : undefined
    const found = directed ?? chooseTemplate(pool, purpose, random)
    if (found === undefined) {
      throw new TernateError(
        'TEMPLATE_MISSING',
        `there is no template for the purpose ${purpose}`,
        `Give one named ${purpose}.md, or use those that come with Ternate (loadTemplates).`,
      )
    }
    chosen.set(purpose, found)
    return found
  }

  return {
    model,
    template,
    *ask(purpose, slots, turns = []) {
      attempt += 1
      const { id } = template(purpose)
      const reply = yield {
        kind: 'ask',
        purpose,
        model: model.name,
        template: id,
        slots,
        ...(turns.length === 0 ? {} : { turns }),
        parameters: model.parameters ?? {},
        attempt,
      }
      if (reply.kind !== 'answer') throw new TypeError(`a model was asked, and the reply is of kind ${reply.kind}`)
      return reply.outcome
    },
  }
}

/** Writes something down. */
export function* note(request: Extract<Request, { kind: 'note' | 'template' }>): Generator<Request, void, Reply> {
  const reply = yield request
  if (reply.kind !== 'noted') throw new TypeError(`something was to be noted, and the reply is of kind ${reply.kind}`)
}

/** Why a call brought no text, in words. */
export const reasonOf = (outcome: Exclude<CallOutcome, { kind: 'reply' }>): string =>
  outcome.kind === 'spent'
    ? `the budget has no room for a call (${outcome.limit})`
    : outcome.reason === undefined
      ? outcome.kind
      : `${outcome.kind}: ${outcome.reason}`
