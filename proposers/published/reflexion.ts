import * as z from 'zod'
import type { MemoryNote, NoteScope } from '../../engine/contracts/model.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import { note } from '../model/conversation.ts'
import { show } from '../model/fence.ts'
import { showNotes } from '../model/prompts.ts'
import { componentAt } from './components.ts'
import { lossOf } from './cases.ts'
import { showEvidence, tracesOn } from './evidence.ts'
import { likeness, SIMILAR } from './likeness.ts'
import { defineAsking, propose, rewrite, say } from './session.ts'

const options = z.strictObject({
  /** Reflections that are remembered at a time, the last ones; `all` of them, or none. */
  window: z.union([z.literal('all'), z.int().nonnegative()]).default(3),
})

/** Characters of a reflection. */
const LENGTH = 1200
/** Cases that go worst, of which one is reflected on. */
const WORST = 3

/** The case that is reflected on: one of the worst, drawn; undefined where the program was judged on none. */
function failingCase({ evaluation }: Shown, context: Context): number | undefined {
  const ranked = [...byPosition(evaluation)]
    .map(([at, result]) => ({ at, loss: lossOf(result, context) }))
    .sort((a, b) => b.loss - a.loss || a.at - b.at)
  const worst = ranked.filter(({ loss }) => loss > (ranked.at(-1)?.loss ?? -Infinity)).slice(0, WORST)
  return (worst.length === 0 ? ranked[0] : context.random.pick(worst))?.at
}

/** Whether a reflection is on a case, or on one that is like it. */
const concerns = (position: number, { caseText }: Context, { scope }: MemoryNote): boolean =>
  scope.about === undefined || caseText === undefined
    ? scope.case === undefined || scope.case === position
    : likeness(scope.about, caseText(position)) >= SIMILAR

/** The reflections that are remembered for a case, the oldest first: its own and those on similar cases. */
function remembered(context: Context, position: number, window: number | 'all'): readonly MemoryNote[] {
  const all = (context.memory?.notes ?? []).filter((one) => one.kind === 'reflection' && concerns(position, context, one))
  return window === 'all' ? all : window === 0 ? [] : all.slice(-window)
}

/** Where a reflection belongs: to a case, by its position and by what it is. */
export const scopeOf = (position: number, { caseText }: Context): NoteScope => ({
  case: position,
  ...(caseText === undefined ? {} : { about: caseText(position) }),
})

/**
 * Reflexion (Shinn et al. 2023; noahshinn/reflexion, alfworld_runs/generate_reflections.py and env_history.py): a model reflects on what the parent did on a case that went
 * badly, which joins an episodic memory, and then writes the program again with the last reflections before it. There each task has a memory of its
 * own; here reflections on similar cases count too. The memory is the run's notes, so that a later run may begin with it.
 */
export const reflexion: ProposerPart = defineAsking({
  name: 'reflexion',
  purposes: ['reflexion', 'lesson'],
  options,
  *work(session, { window }) {
    const { context, parent } = session
    const position = failingCase(parent, context)
    if (position === undefined) return yield* propose(session, { kind: 'failure', reason: 'the parent was judged on no case' }, 'reflexion')
    const traces = yield* tracesOn(context, parent, [position])
    const feedback = showEvidence(parent, [position], traces, context)
    const before = remembered(context, position, window)
    const lesson = yield* say(session, 'lesson', session.slots({ feedback, notes: showNotes(before), format: '' }))
    const memory: MemoryNote[] = [...before]
    if (lesson !== undefined && lesson !== '') {
      const text = show(lesson, LENGTH)
      const scope = scopeOf(position, context)
      if (context.memory !== undefined) yield* note({ kind: 'note', about: 'reflection', scope, text })
      memory.push({ number: 0, kind: 'reflection', scope, text })
    }
    const notes = showNotes(window === 'all' ? memory : window === 0 ? [] : memory.slice(-window), ({ text }) => text)
    const component = componentAt(parent.program.files, context.memory?.turn ?? context.random.integer(1000))
    const written = yield* rewrite(session, { purpose: 'reflexion', component, slots: { feedback, notes } })
    return yield* propose(session, written, 'reflexion')
  },
})
