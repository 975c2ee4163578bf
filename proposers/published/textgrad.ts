import * as z from 'zod'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Reply, Request } from '../../engine/contracts/proposer.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import type { CaseTrace, Step } from '../../engine/contracts/trace.ts'
import { note } from '../model/conversation.ts'
import { fence, show } from '../model/fence.ts'
import { saidOf } from '../model/results.ts'
import { showTraces } from '../model/traces.ts'
import type { Written } from '../model/writing.ts'
import { componentsOf } from './components.ts'
import type { Component } from './components.ts'
import { minibatchOf } from './cases.ts'
import { showEvidence, tracesOn } from './evidence.ts'
import { scopeOf } from './reflexion.ts'
import { defineAsking, propose, rewrite, say } from './session.ts'
import type { Session } from './session.ts'

const options = z.strictObject({
  /** Train cases of a batch. */
  cases: z.int().positive().max(100).default(3),
  /** Whether critiques go back along the trace, from a step to those whose replies it was asked with; otherwise the last step alone has any. */
  chain: z.boolean().default(true),
})

/** Characters of a critique. */
const LENGTH = 1200

/** A critique, and the components that it is about. */
interface Gradient {
  readonly components: readonly Component[]
  readonly text: string
}

const messagesOf = ({ call }: Step): string => {
  const { messages } = Object(call.question) as { readonly messages?: readonly { readonly content?: string }[] }
  return (Array.isArray(messages) ? messages : []).map(({ content = '' }) => content).join('\n')
}

const replyOf = ({ envelope }: Step): string => (envelope.ok && typeof envelope.value === 'string' ? envelope.value.trim() : '')

/** Whether the text of a component stands in what a step was asked. */
const isUsedIn = (step: Step, component: Component, files: Files): boolean => {
  const asked = messagesOf(step)
  return component.some((name) => (files[name] ?? '').trim() !== '' && asked.includes((files[name] ?? '').trim()))
}

/** The components that have part in a step: those whose text stands in its question, and those whose text stands in no question of the trace, as of data that becomes turns. */
const usedIn = (step: Step, steps: readonly Step[], files: Files): readonly Component[] =>
  componentsOf(files).filter((component) => isUsedIn(step, component, files) || !steps.some((other) => isUsedIn(other, component, files)))

/** Critiques of the steps of one case, from the last to the first: each hears what was said of the steps that its reply went into. */
function* alongTrace(session: Session, { steps, ...traced }: CaseTrace, chain: boolean): Generator<Request, readonly Gradient[], Reply> {
  const { context, parent } = session
  const said = new Map<Step, string>()
  const gradients: Gradient[] = []
  for (const [k, step] of [...steps.entries()].toReversed()) {
    const reply = replyOf(step)
    const later = steps.slice(k + 1).filter((other) => reply !== '' && messagesOf(other).includes(reply))
    const isLast = k === steps.length - 1
    const heard = isLast ? [saidOf(traced.result)] : later.flatMap((other) => said.get(other) ?? [])
    if (heard.length === 0 || (!isLast && !chain)) continue
    const slots = session.slots({
      parent: '',
      scores: '',
      format: '',
      feedback: showTraces([{ ...traced, steps: [step], ...(isLast ? {} : { answer: undefined }) }], context.caseNames),
      advice: fence(heard.join('\n'), { info: 'text', limit: 4000 }),
    })
    const text = yield* say(session, 'critique', slots)
    if (text === undefined || text === '') continue
    said.set(step, show(text, LENGTH))
    gradients.push({ components: usedIn(step, steps, parent.program.files), text: show(text, LENGTH) })
  }
  return gradients
}

/** A critique of a program that makes no calls, by what was said of it on the batch. */
function* ofWhole(session: Session, positions: readonly number[]): Generator<Request, readonly Gradient[], Reply> {
  const { context, parent } = session
  const feedback = showEvidence(parent, positions, [], context)
  const text = feedback === '' ? undefined : yield* say(session, 'critique', session.slots({ feedback, format: '' }))
  return text === undefined || text === '' ? [] : [{ components: componentsOf(parent.program.files), text: show(text, LENGTH) }]
}

/** The critiques of a batch; each is noted, a later one on the same file and case as the next version of the one before. */
function* critiquesOn(session: Session, positions: readonly number[], chain: boolean): Generator<Request, readonly Gradient[], Reply> {
  const { context, parent } = session
  const traces = yield* tracesOn(context, parent, positions)
  const all: Gradient[] = []
  for (const traced of traces) {
    const found = yield* alongTrace(session, traced, chain)
    all.push(...found)
    for (const { components, text } of context.memory === undefined ? [] : found)
      for (const [file] of components) {
        const scope = { ...scopeOf(traced.case, context), ...(file === undefined ? {} : { file }) }
        const before = context.memory?.notes.findLast(
          (one) => one.kind === 'critique' && one.scope.file === file && one.scope.about === scope.about,
        )
        yield* note({ kind: 'note', about: 'critique', scope, text, ...(before === undefined ? {} : { revises: before.number }) })
      }
  }
  return traces.length > 0 ? all : yield* ofWhole(session, positions)
}

/**
 * TextGrad (Yuksekgonul et al. 2024; zou-group/textgrad, evaluation/prompt_optimization.py and textgrad/autograd): a model criticises what the parent did on a batch
 * of train cases, step by step along the trace from the end on, and then writes each file anew by the critiques of the steps that it was used in.
 * A step hears the critiques of those that were asked with its reply. Where programs make no calls there is one critique of the whole. What
 * keeps a step back that made things worse is survival: see the strategy of this name.
 */
export const textgrad: ProposerPart = defineAsking({
  name: 'textgrad',
  purposes: ['textgrad', 'critique'],
  options,
  *work(session, { cases, chain }) {
    const { context, parent } = session
    const positions = minibatchOf(parent, cases, context.random).filter((at) => byPosition(parent.evaluation).has(at))
    const gradients = yield* critiquesOn(session, positions, chain)
    let written: Written = { kind: 'failure', reason: 'no critique was made of any file' }
    let files = parent.program.files
    for (const component of componentsOf(files)) {
      const own = gradients.filter(({ components }) => components.some(([name]) => name === component[0]))
      if (own.length === 0) continue
      const advice = fence(own.map(({ text }) => text).join('\n\n'), { info: 'text', limit: 12_000 })
      const next = yield* rewrite(session, { purpose: 'textgrad', files, component, slots: { advice, feedback: '' } })
      if (next.kind === 'program') files = next.program.files
      else if (next.words === undefined && written.kind === 'failure') written = next
      if (next.kind === 'program' || written.kind === 'failure') written = next
    }
    return yield* propose(session, written, 'textgrad')
  },
})
