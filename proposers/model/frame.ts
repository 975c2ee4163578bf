import type { Language, Range } from '../../engine/contracts/language.ts'
import { graftLost } from './graft.ts'
import { graftLines } from './graft-lines.ts'
import { failed, type Failed } from './reading/forms.ts'

/** A text cut at its evolve blocks: what stands around them, and what stands in them. */
interface Cut {
  readonly outside: readonly string[]
  readonly inside: readonly string[]
}

function cutAt(text: string, blocks: readonly Range[]): Cut {
  const ends = [0, ...blocks.map(({ end }) => end)]
  const starts = [...blocks.map(({ start }) => start), text.length]
  return { outside: ends.map((end, k) => text.slice(end, starts[k])), inside: blocks.map(({ start, end }) => text.slice(start, end)) }
}

/** Cuts a text that has markers; `free` for one without, all of which may change. */
function cut(text: string, name: string, language: Language): Cut | 'free' | { readonly reason: string } {
  const read = language.canonicalize(text, name)
  if (!read.ok) return { reason: `${name} ${read.reason}` }
  const blocks = language.blocks(text, name)
  return blocks === undefined ? 'free' : cutAt(text, blocks)
}

const sameFrame = (a: Cut, b: Cut): boolean => a.outside.length === b.outside.length && a.outside.every((text, k) => text === b.outside[k])

/** The first cut's frame around the second one's blocks. */
const graft = ({ outside }: Cut, { inside }: Cut): string => outside.map((text, k) => text + (inside[k] ?? '')).join('')

const markersIn = (text: string): number => text.match(/EVOLVE-BLOCK-(?:START|END)/g)?.length ?? 0

/**
 * Holds a changed source to the frame of the original: what stands outside of the evolve blocks does not change. Of a text that
 * changes it, the blocks alone are taken when it is to be mended and has as many of them; of one that has lost markers, what stands
 * in the place of the blocks. Otherwise it is refused.
 */
export function keepFrame(
  name: string,
  original: string,
  changed: string,
  { mend, language }: { readonly mend: boolean; readonly language: Language },
): { readonly kind: 'text'; readonly text: string } | Failed {
  const [own, other] = [cut(original, name, language), cut(changed, name, language)]
  if (own !== 'free' && 'reason' in own) return failed('syntax', own.reason)
  if (other !== 'free' && 'reason' in other) return failed('syntax', other.reason)
  if (own === 'free')
    return other === 'free' ? { kind: 'text', text: changed } : failed('outside', `${name} brings markers of evolve blocks`)
  if (other !== 'free' && sameFrame(own, other)) return { kind: 'text', text: changed }
  const whole = other !== 'free' && mend && other.inside.length === own.inside.length ? graft(own, other) : undefined
  const blocks = language.blocks(original, name) ?? []
  const lost =
    markersIn(changed) >= markersIn(original)
      ? undefined
      : language.name === 'javascript'
        ? graftLost(name, original, changed)
        : graftLines(original, blocks, changed)
  for (const mended of [whole, lost]) {
    const read = mended === undefined ? 'free' : cut(mended, name, language)
    if (mended !== undefined && read !== 'free' && !('reason' in read) && sameFrame(own, read)) return { kind: 'text', text: mended }
  }
  if (other === 'free') return failed('outside', `${name} has lost the markers of its evolve blocks`)
  return failed('outside', `${name} changes outside of its evolve blocks`)
}
