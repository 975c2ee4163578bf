import type { Random } from 'ternate'
import { asides, closings, exceptions, matters, openings, slots } from './bank.ts'
import type { Team, Wordings } from './bank.ts'

/** The wordings of each set. */
export const WORDINGS = { train: [0, 1, 2], validation: [3], heldOut: [4, 5] } as const

/** Chances that a ticket has a part: an opening, a closing, something that is in order, a fact that may send it elsewhere. */
const CHANCE = { opening: 0.6, closing: 0.5, aside: 0.7, exception: 0.3 }

const filled = (text: string, random: Random): string =>
  text.replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(slots[slot as keyof typeof slots]))

/** A ticket on a matter, and the team that answers it. All of its sentences have the wordings of one set. */
export function writeTicket(matter: number, wordings: readonly number[], random: Random): { readonly text: string; readonly team: Team } {
  const { team, said } = matters[matter] as (typeof matters)[number]
  const say = (all: Wordings): string => filled(all[random.pick(wordings)] ?? '', random)
  const isIn = (chance: number): boolean => random.next() < chance
  const exception = exceptions.find(({ instead }) => instead.includes(team))
  const isException = exception !== undefined && isIn(CHANCE.exception)
  // an aside of the first six teams says that their own thing is in order: not of the team that the ticket is for
  const others = asides.filter((_, k) => k !== ORDER.indexOf(team))
  const body = [say(said), ...(isIn(CHANCE.aside) ? [say(random.pick(others))] : []), ...(isException ? [say(exception.said)] : [])]
  // the matter stands first half the time, else last
  if (random.integer(2) === 0) body.reverse()
  const sentences = [...(isIn(CHANCE.opening) ? [say(openings)] : []), ...body, ...(isIn(CHANCE.closing) ? [say(closings)] : [])]
  return { text: sentences.join(' '), team: isException ? exception.to : team }
}

/** The teams whose things the asides speak of, in their order. */
const ORDER: readonly Team[] = ['billing', 'accounts', 'delivery', 'returns', 'repairs', 'privacy']
