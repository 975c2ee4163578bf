import type { Archive } from '../contracts/archive.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { StopReason } from '../contracts/archive.ts'
import type { OperatorCount, Status } from '../contracts/event.ts'
import type { Bundle } from '../contracts/ticket.ts'
import type { Spent } from '../search/budget.ts'
import type { EditsImage } from '../search/injections.ts'
import type { JudgementsImage } from '../search/overrides.ts'
import type { Chain, Head } from './journal.ts'
import type { Member } from '../search/ranking.ts'
import type { RationsImage } from '../search/fuel-schedule.ts'
import type { Look } from '../search/validation.ts'

/** Number of the layout of images. A state of another layout is left aside and made anew from the journal. */
const LAYOUT = 6

/** All that a search knows, as plain data. Programs stand in it as numbers. */
export interface SearchImage {
  readonly phase: Status['phase']
  readonly spent: Spent
  readonly outcomes: Status['outcomes']
  readonly tickets: number
  readonly seedsDrawn: number
  readonly glanced: number
  readonly programs: number
  readonly stopped?: StopReason
  /** The budget that took the first one's place. */
  readonly extension?: Budget
  readonly best?: number
  readonly champion?: number
  /** Those whose validation is under way, and whoever did best on it so far. */
  readonly watched: readonly number[]
  readonly validated?: { readonly number: number; readonly score: number }
  readonly asked: readonly string[]
  readonly validations: readonly (readonly [number, number])[]
  readonly looks: readonly (readonly [string, Look])[]
  readonly judgements?: JudgementsImage
  readonly edits?: EditsImage
  readonly rations?: RationsImage
  readonly operators: readonly OperatorCount[]
  /** The best score that the search began with, and the cases that were spent when a better one than all before was found last. */
  readonly start?: number
  readonly gained?: number
  /** Everyone who lives somewhere or stands above, by number, a list for each fact. */
  readonly members: { readonly [Fact in keyof Omit<Member, 'cases'>]: readonly Member[Fact][] }
  /** The first programs, for islands that begin anew. */
  readonly founders?: readonly number[]
  /** The last ticket that was drawn before each island began anew; absent while none has. */
  readonly renewedAt?: readonly number[]
  readonly islands: readonly { readonly residents: readonly number[]; readonly elites: readonly number[] }[]
}

/** All that a sequencer knows. What has arrived and not committed is not part of it: the archive keeps it. */
export interface SequencerImage {
  readonly layout: number
  readonly now: number
  readonly idle: readonly number[]
  readonly bundles: readonly Bundle[]
  readonly search: SearchImage
}

/** What a run is gone on with: its image, and the forms of the programs it had then. */
export interface Past {
  readonly head: Head
  readonly image: SequencerImage
  /** Four words a program. */
  readonly forms: Uint32Array
}

/** Marks an image with the layout that it has. */
export const laidOut = (image: Omit<SequencerImage, 'layout'>): SequencerImage => ({ layout: LAYOUT, ...image })

/** Members as lists of their facts. */
export const listed = (members: readonly Member[]): SearchImage['members'] => ({
  number: members.map(({ number }) => number),
  score: members.map(({ score }) => score),
  size: members.map(({ size }) => size),
  signature: members.map(({ signature }) => signature),
  niche: members.map(({ niche }) => niche),
  ...(members.some(({ figures }) => figures !== undefined) ? { figures: members.map(({ figures }) => figures) } : {}),
})

/** The members of an image, by number. */
export function membersOf({ members }: SearchImage): Map<number, Member> {
  const { number: numbers, score, size, signature, niche, figures } = members
  return new Map(
    numbers.map((number, k) => [
      number,
      {
        number,
        score: score[k] ?? 0,
        size: size[k] ?? 0,
        signature: signature[k] ?? '',
        niche: niche[k] ?? '',
        ...(figures?.[k] === undefined ? {} : { figures: figures[k] }),
      },
    ]),
  )
}

/**
 * The image that an archive holds of the run of a manifest. Undefined when there is none that this engine reads, or the journal is
 * another run's: then the journal tells everything.
 */
export function pastOf(archive: Archive, manifest: Manifest, chain: Chain): Past | undefined {
  const image = archive.image()
  const state = image?.state as SequencerImage | undefined
  if (image === undefined || state?.layout !== LAYOUT) return undefined
  const [start] = archive.entries(1, 2)
  if (start?.digest !== chain.extend(chain.genesis, { type: 'start', manifest })) return undefined
  const forms = archive.column('forms')
  const { programs } = state.search
  if (forms.length < 4 * programs) return undefined
  return { head: { index: image.index, digest: image.digest }, image: state, forms: forms.subarray(0, 4 * programs) }
}
